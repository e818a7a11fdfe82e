import math
import socket
import time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

import exterior_api.clock
import projects.clock

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


def pytest_configure():
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Every connection but to this machine fails, whoever opens it."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _clean_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language():
    """A request leaves its language active in its thread, and here all tests are one thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _one_clock(request, monkeypatch):
    """Tests compare with Python's clock, and the database's is known as well as a query is quick: on a busy machine
    some tenths of a second. Those that set machines' clocks apart ask the database."""
    for clock in (projects.clock, exterior_api.clock):
        monkeypatch.setattr(clock._Measured, "ahead", time.time() - time.monotonic())
        monkeypatch.setattr(clock._Measured, "at", -math.inf if "on_machine" in request.fixturenames else math.inf)
