"""An end for a request as a whole: time-outs of a socket begin anew with every byte, also with those of a head."""

import socket
import threading
from contextvars import ContextVar, Token

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_current: ContextVar["Deadline | None"] = ContextVar("deadline", default=None)


class Deadline:
    """Around requests of one thread: after so many seconds their connections end, whatever they wait for."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._token: Token[Deadline | None] | None = None

    def __enter__(self) -> "Deadline":
        self._token = _current.set(self)
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._token:
            _current.reset(self._token)
        self._timer.cancel()
        with self._lock:
            for connected in self._sockets:
                connected.close()
            self._sockets.clear()

    def watch(self, connected: socket.socket) -> socket.socket:
        # A second handle of the same connection: TLS takes the first one into an object of its own.
        with self._lock:
            self._sockets.append(connected.dup())
        if self.is_over:
            self._end()
        return connected

    def _end(self) -> None:
        self.is_over = True
        with self._lock:
            for connected in self._sockets:
                try:
                    connected.shutdown(socket.SHUT_RDWR)
                except OSError:
                    # It has ended by itself.
                    continue


def heed(session: requests.Session) -> requests.Session:
    """The session, whose connections heed the deadline that is current when they are made."""
    for adapter in session.adapters.values():
        if isinstance(adapter, HTTPAdapter):
            adapter.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
    return session


def _watched(connected: socket.socket) -> socket.socket:
    deadline = _current.get()
    return deadline.watch(connected) if deadline else connected


class _Http(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _watched(super()._new_conn())


class _Https(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _watched(super()._new_conn())


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https
