"""docs/bad-input.md, held against the tests that it names and the messages that it quotes."""

import re
from pathlib import Path

import pytest

from projects.images import words
from tests import messages

ROOT = Path(__file__).parent.parent.parent
SOURCES = (
    ROOT / "tests/projects/test_bad_input_photos.py",
    ROOT / "tests/projects/test_bad_input_areas.py",
    ROOT / "tests/projects/test_bad_input_moments.py",
    ROOT / "tests/projects/test_images.py",
    ROOT / "tests/projects/test_outage.py",
    ROOT / "tests/projects/test_disk_full.py",
    ROOT / "tests/projects/test_sharing.py",
    ROOT / "tests/projects/test_shared_bad_input.py",
    ROOT / "tests/projects/test_clients.py",
    ROOT / "tests/browser/test_bad_input.py",
    ROOT / "tests/exterior_site/test_dependencies_down.py",
)


def rows() -> list[list[str]]:
    table = (ROOT / "docs/bad-input.md").read_text().partition("## Limits")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:2] == "| "]
    return [row for row in cells[1:] if not row[0].startswith("**")]


def catalogue() -> dict[str, str]:
    catalog = messages.read(ROOT / "projects/locale/fr/LC_MESSAGES/django.po")
    plain = [message for message in catalog if message.id and isinstance(message.id, str)]
    return {filled(message.id): filled(message.string) for message in plain}


def filled(message: str) -> str:
    return words.filled(message) if re.search(r"%\((side|mb|megapixels|logo_mb|logo_side)\)s", message) else message


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_row_names_tests_that_exist_and_words_that_are_said(row):
    _what, english, french, kept, tests = row
    known = catalogue()
    for said, translated in zip(english.split("<br>"), french.split("<br>"), strict=True):
        assert said == translated == "–" or known[said] == translated
    assert kept
    sources = "\n".join(path.read_text() for path in SOURCES)
    named = re.findall(r"`(\w+)(?:\[(.+?)\])?`", tests)
    assert named
    for name, case in named:
        assert f"def test_{name}(" in sources
        assert not case or f'"{case}": ' in sources


def test_every_message_about_a_file_is_in_the_table():
    said = {piece for row in rows() for piece in row[1].split("<br>")}
    messages_of_files = (*words.PHOTO.values(), *words.AREA.values(), *words.LOGO.values(), words.TOO_LARGE)
    assert {words.filled(message) for message in messages_of_files} <= said
