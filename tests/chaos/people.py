"""Fifty people at their browsers: they click twice, send forms again, and are patient with a busy site."""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import requests
from django.db import close_old_connections

from projects import tasks
from projects.models import Type
from tests import factories
from tests.chaos.faults import Faults
from tests.chaos.processes import Answer, Processes
from tests.chaos.stranger import SIZE

MOST_IN_FLIGHT = 26
MOST_WHILE_PAUSED = 2
PATIENCE_SECONDS = 90


class Crowd:
    """``accepted``: ids of generations by the form's key, as the site answered. ``errors``: answers of 5xx.

    ``drawn``, ``busy`` and ``paused`` are as last seen in the database.
    """

    def __init__(self, site: str, wanted: int, people: int, faults: Faults, processes: Processes):
        self.site, self.wanted, self.people = site, wanted, people
        self.faults, self.processes = faults, processes
        self.accepted: dict[str, set[str]] = {}
        self.errors: list[Answer] = []
        # As last counted, and how many were asked for since.
        self.in_flight = self.busy = self.since = self.drawn = 0
        self.paused = False
        self.asked = 0
        self.end = float("inf")
        self.troubles_are_over = False
        self._lock = threading.Lock()
        self.photo = factories.photo_bytes(SIZE)
        self.mask = factories.mask_bytes(SIZE)

    def run(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        with ThreadPoolExecutor(self.people) as pool:
            people = [pool.submit(Person(self, number).live) for number in range(self.people)]
            try:
                for person in people:
                    person.result()
            except BaseException:
                # Interrupted: nobody begins another one, so that the pool can end.
                self.end = 0
                raise

    def ticket(self) -> bool:
        with self._lock:
            # Chance may spare a short run: people go on asking until it has met the faults it is meant to bear, and
            # until enough was drawn in spite of them.
            met = min(sum(self.faults.counts.values()), self.drawn) >= self.wanted // 2
            if (self.asked >= self.wanted and met and self.troubles_are_over) or time.monotonic() > self.end:
                return False
            self.asked += 1
            return True

    def may_ask(self) -> bool:
        """People who see that the site is busy, or out of photos, wait: otherwise this would measure only that."""
        with self._lock:
            most = MOST_WHILE_PAUSED if self.paused else MOST_IN_FLIGHT
            if self.busy + self.since >= most and time.monotonic() < self.end:
                return False
            self.since += 1
            return True

    def note_accepted(self, key: str, generation_id: str) -> None:
        with self._lock:
            self.accepted.setdefault(key, set()).add(generation_id)

    @property
    def progress(self) -> float:
        return min(len(self.accepted), 2 * self.drawn) / self.wanted


class Person:
    def __init__(self, crowd: Crowd, number: int):
        self.crowd, self.number = crowd, number
        self.browser = requests.Session()
        self.drawn = 0

    def live(self) -> None:
        time.sleep(self.number * 0.1)
        project = self._begin()
        while project and self.crowd.ticket():
            while not self.crowd.may_ask():
                time.sleep(0.3)
            self._ask_for_one(project)
            time.sleep(self.crowd.faults.delay("person", 0.5, 2.5))
            self._patiently("GET", "/projects/")

    def _begin(self) -> str:
        self._patiently("GET", "/start/")
        answer = self._patiently("POST", "/start/", files={"photo": ("garden.jpg", self.crowd.photo)})
        return answer.headers["Location"] if answer is not None else ""

    def _ask_for_one(self, draw_url: str) -> None:
        key = str(uuid.uuid4())
        kind = list(Type)[(self.number + self.drawn) % 3].value
        form = {"url": draw_url, "data": {"type": kind, "form_key": key}}
        fault = self.crowd.faults.draw("person")
        if fault == "double click":
            with ThreadPoolExecutor(2) as clicks:
                list(clicks.map(lambda _n: self._send(form, key), range(2)))
        else:
            self._send(form, key)
        if fault == "form sent again later":
            time.sleep(2)
            self._send(form, key)
        self.drawn += 1

    def _send(self, form: dict, key: str) -> None:
        answer = self._patiently("POST", form["url"], data=form["data"], files={"mask": ("mask.png", self.crowd.mask)})
        if answer is not None and "/generations/" in answer.headers.get("Location", ""):
            generation_id = answer.headers["Location"].split("/")[2]
            self.crowd.note_accepted(key, generation_id)
            self._message_twice(generation_id)

    def _message_twice(self, generation_id: str) -> None:
        """The broker delivers at least once: what it delivers again is our own message."""
        again = {"sent again": [tasks.send], "collected three times": [tasks.collect] * 3}
        try:
            for task in again.get(self.crowd.faults.draw("message"), ()):
                task.apply_async([generation_id])
                task.apply_async([generation_id], countdown=self.crowd.faults.delay("message", 1, 6))
        except Exception as error:
            print(f"    message not doubled: {type(error).__name__}", flush=True)
        close_old_connections()

    def _patiently(self, method: str, path: str, **options) -> requests.Response | None:
        """The site's answer; asked again, form key and all, when none came or it said 503."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            began = time.time()
            try:
                answer = self._once(method, path, **options)
            except requests.RequestException:
                time.sleep(1)
                continue
            if answer.status_code >= 500:
                self.crowd.errors.append(Answer(began, time.time(), answer.status_code, f"{method} {path[:60]}"))
                time.sleep(1)
                continue
            return answer
        return None

    def _once(self, method: str, path: str, **options) -> requests.Response:
        headers = {"X-CSRFToken": self.browser.cookies.get("csrftoken", "")}
        return self.browser.request(
            method, self.crowd.site + path, headers=headers, timeout=30, allow_redirects=False, **options
        )
