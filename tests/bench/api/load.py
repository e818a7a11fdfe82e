"""Callers: threads with kept-alive connections that send one call after another."""

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Load:
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)

    @property
    def per_s(self) -> float:
        return len(self.times) / self.seconds

    @property
    def usual_queries(self) -> int:
        # Once a second a call also writes the log of calls.
        return statistics.mode(self.queries)

    def percentile_ms(self, percent: float) -> float:
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


class Caller:
    """One connection of one caller."""

    def __init__(self, port: int, account: dict) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.account = account

    def __call__(self, path: str, **fields) -> tuple[dict, int]:
        """The answer, and how many queries it took."""
        body = json.dumps({"user_id": self.account["user_id"], **fields})
        headers = {"x-api-key": self.account["api_key"], "Content-Type": "application/json"}
        self.connection.request("POST", path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {content[:300]!r}")
        return json.loads(content), int(response.headers["X-Queries"])


def run(server, one_call: Callable[[Caller], int], *, callers: int, seconds: float) -> Load:
    """`one_call` makes a call and says how many queries it took; all callers together, for some seconds."""
    load, troubles = Load(), []
    began = time.perf_counter()

    def go() -> None:
        caller = Caller(server.port, server.account)
        try:
            while time.perf_counter() - began < seconds:
                before = time.perf_counter()
                load.queries.append(one_call(caller))
                load.times.append(time.perf_counter() - before)
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=go) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]
    load.seconds = time.perf_counter() - began
    return load
