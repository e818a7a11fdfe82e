"""What a phone has to fetch before it can draw: the editor's modules, each compressed by itself, as they are sent."""

import gzip
from pathlib import Path

MODULES = sorted((Path(__file__).parents[2] / "static" / "js" / "editor").rglob("*.js"))
MOST_BYTES = 30_000
MOST_LINES = 300


def test_the_editors_modules_stay_small():
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in MODULES}
    assert sum(sizes.values()) <= MOST_BYTES, f"{sum(sizes.values()) - MOST_BYTES} bytes too many: {sizes}"


def test_no_module_of_the_editor_grows_past_one_subject():
    long = {path.name: lines for path in MODULES if (lines := len(path.read_text().splitlines())) > MOST_LINES}
    assert not long
