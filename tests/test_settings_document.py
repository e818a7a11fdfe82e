"""docs/settings.md names every variable that the settings read, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Read by the runner and by numba, not by the settings.
READ_ELSEWHERE = {"NUMBA_CACHE_DIR"}


def test_the_document_and_the_settings_name_the_same_variables():
    files = sorted((ROOT / "exterior_site" / "settings").glob("*.py"))
    source = "".join(file.read_text() for file in files)
    read = set(re.findall(r"""env(?:\.\w+)?\(\s*["']([A-Z0-9_]+)["']""", source))
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs" / "settings.md").read_text(), re.M)
    named = {name for row in rows for name in re.findall(r"`([A-Z0-9_]+)`", row)}
    assert named == read | READ_ELSEWHERE
