"""The API held against its own OpenAPI document, by calls that schemathesis makes up from it."""

import os
import re

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from exterior_api import accounts, ledger
from exterior_api.api import api

from . import factories

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", 15))

CONFIG = """
[auth.openapi.KeyHeader]
api_key = "{key}"

[checks.positive_data_acceptance]
# What is valid by its form may still name an image that is none, or an account without photos.
expected-statuses = ["2xx", "400", "401", "402", "404", "409", "413", "415", "422", "503"]
"""


CAMERA = {"focal_px": 900, "pitch_deg": 4, "roll_deg": 0, "yaw_deg": 0, "horizon_px": 33, "confidence": 0.7}


@pytest.fixture
def one_connection():
    """The end of a request closes its connection, and with it the transaction that a test lies in."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def described(one_connection, account, broker, file_server, mode, monkeypatch):
    valid = mode == GenerationMode.POSITIVE
    monkeypatch.setattr("exterior_api.cameras.ask", lambda photo: CAMERA)
    ledger.grant(account, 100_000)
    generation = factories.GenerationFactory(account=account)
    config = SchemathesisConfig.from_str(CONFIG.format(key=accounts.make_key(account)))
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application(), config=config)
    known = {
        "user_id": str(account.user_id),
        "generation_id": str(generation.id),
        "image_url": file_server.photo_url,
        "original_url": file_server.photo_url,
        "mask_url": file_server.mask_url,
    }

    @schema.hook
    def map_body(context, body):
        if not isinstance(body, dict):
            return body
        # Of made-up ids and addresses none leads anywhere; where invalid values are wanted, those stay.
        return body | {name: known[name] for name in known.keys() & body.keys() if valid or is_id(body[name])}

    return schema


def is_id(value) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value))


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("path", sorted(api.get_openapi_schema()["paths"]))
def test_every_call_keeps_what_the_document_says(described, path, mode):
    cases = described[path]["POST"].as_strategy(generation_mode=mode)

    @given(case=cases)
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=HealthCheck)
    def hold(case):
        case.call_and_validate()

    hold()
