"""Which fault happens when: drawn from one seed, a stream of its own for each place, and counted."""

import random
import threading
from collections import Counter

# Chances in 1,000.
GENERATE = {
    "time-out before accepting": 12,
    "time-out after accepting": 15,
    "connection cut after accepting": 20,
    "500 before accepting": 12,
    "500 after accepting": 12,
    "HTML after accepting": 10,
    "truncated JSON after accepting": 10,
    "429": 30,
    "503": 30,
}
GET = {
    "time-out": 4,
    "429": 10,
    "500": 10,
    "503": 10,
    "HTML": 10,
    "truncated JSON": 10,
    "SUCCEEDED with no image": 15,
}
CALLBACK = {
    "dropped": 120,
    "refused, to be sent again": 60,
    "doubled": 80,
    "delayed past the end": 80,
    "without an id": 80,
    "nonsense": 30,
    "oversized": 20,
}
# Sent by somebody else, besides the upstream's own.
FORGED = {
    "wrong token": 60,
    "right token, body with a picture of a stranger": 60,
    "right token, id of another generation": 40,
    "right token, before the response": 50,
}
PICTURE = {
    "redirect to a private address": 25,
    "stalls": 10,
    "404": 25,
    "not an image": 25,
    "half of it": 25,
    "empty": 15,
}
# The broker delivers at least once.
MESSAGES = {"sent again": 60, "collected three times": 40}
PERSON = {"double click": 80, "form sent again later": 50}
PLACES = {
    "generate": GENERATE,
    "get": GET,
    "callback": CALLBACK,
    "forged": FORGED,
    "picture": PICTURE,
    "message": MESSAGES,
    "person": PERSON,
}


class Faults:
    def __init__(self, seed: int):
        self.seed = seed
        self.counts: Counter[str] = Counter()
        self._streams = {place: random.Random(f"{seed} {place}") for place in PLACES}
        self._lock = threading.Lock()
        self.out_of_photos = False

    def draw(self, place: str) -> str:
        """Name of the fault that happens now at a place, or "" for none."""
        with self._lock:
            ball = self._streams[place].random() * 1000
            for name, chance in PLACES[place].items():
                ball -= chance
                if ball < 0:
                    self.counts[f"{place}: {name}"] += 1
                    return name
            return ""

    def delay(self, place: str, low: float, high: float) -> float:
        with self._lock:
            return self._streams[place].uniform(low, high)

    def count(self, name: str) -> None:
        with self._lock:
            self.counts[name] += 1
