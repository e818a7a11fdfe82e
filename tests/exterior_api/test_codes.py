"""Every code that the server can answer with stands in the documentation, and no other."""

import ast
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from exterior_api import codes
from exterior_api.models import Generation

from . import factories

ROOT = Path(__file__).parents[2]
SOURCES = [path for path in (ROOT / "exterior_api").rglob("*.py") if "migrations" not in path.parts]


def words_of(function: str, place: int, folder: str = "") -> set[str]:
    """The constants that are given to a function at a place, anywhere in the sources."""
    found = set()
    for path in SOURCES:
        if folder in str(path):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == function and len(node.args) > place:
                    found |= {c.value for c in ast.walk(node.args[place]) if isinstance(c, ast.Constant)}
    return found


def answered() -> set[str]:
    fetched = {f"image_{code}" for code in words_of("FetchError", 0)}
    # Parts of names that are put together, and what a refusal of the framework itself would be called.
    return words_of("ApiError", 1) - {"error", "image_", "code"} | fetched | words_of("Unusable", 0)


def documented() -> tuple[set[str], set[str]]:
    section = (ROOT / "docs" / "api.md").read_text().partition("## Errors")[2].partition("\n## ")[0]
    rows = [row for row in section.splitlines() if row.startswith("|")]
    by_status = {row for row in rows if re.match(r"\| \d{3} ", row)}
    codes_in = lambda some: set(re.findall(r"`([a-z]+(?:_[a-z]+)*)`", " ".join(some)))  # noqa: E731  said twice
    return codes_in(by_status) - {"list"}, codes_in(set(rows) - by_status)


def test_the_table_of_statuses_has_what_is_answered_and_nothing_else():
    table = {code for _status, its, _words in codes.STATUSES for code in its}
    assert table == answered()
    assert documented()[0] == table


def test_the_table_of_failures_has_what_ends_a_generation_and_nothing_else():
    from exterior_api.engine.errors import MESSAGES

    by_itself = {"gave_up", "cancelled", "renderer_unavailable"}
    assert set(codes.FAILED) == set(MESSAGES) | by_itself
    assert words_of("EngineError", 0, "engine") <= set(codes.FAILED)
    assert documented()[1] - {"error", "code", "ground"} == set(codes.FAILED)


@pytest.mark.parametrize("code", codes.FAILED)
def test_every_failure_is_told_in_each_language(code):
    said = set()
    for language in ("en", "fr"):
        with translation.override(language):
            said.add(codes.words_of(code, "stored"))
    assert len(said) == 2
    assert codes.words_of("of_a_newer_version", "stored") == "stored"


@pytest.mark.django_db
def test_a_caller_hears_in_their_language_why_a_generation_failed(api, account):
    failed = factories.GenerationFactory(account=account, status=Generation.Status.FAILED)
    Generation.objects.update(error_code="mask_not_on_ground", error="as it was stored")
    asked = {"user_id": str(failed.account.user_id), "generation_id": str(failed.id)}
    answer = api("/create_exterior/get", headers={"accept-language": "fr"}, **asked)
    assert answer.body["error"].startswith("La zone doit être au sol")


@pytest.mark.django_db
def test_the_page_shows_them_all():
    page = Client().get(reverse("api-docs")).content.decode()
    assert all(f"<code>{code}</code>" in page for code in codes.FAILED)
