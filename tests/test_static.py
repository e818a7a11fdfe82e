"""Static files: pictures that can be read, and modules whose imports the hashing of names can follow."""

import re
from pathlib import Path

import pytest
from PIL import Image

STATIC = Path(__file__).parent.parent / "static"
PICTURES = sorted(path for suffix in ("avif", "jpg", "png", "webp") for path in STATIC.rglob(f"*.{suffix}"))
MODULES = sorted(STATIC.rglob("*.js"))
IMPORT = re.compile(r"^\s*(?:import|export)\b[^;]*?\bfrom\s+\"[^\"]+\"|^\s*import\s+\"[^\"]+\"", re.M)


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: str(path.relative_to(STATIC)))
def test_every_picture_can_be_read(path):
    with Image.open(path) as image:
        image.load()
        assert min(image.size) > 16


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(STATIC)))
def test_every_import_ends_with_a_semicolon_and_names_a_file(path):
    # Django's hashing of file names rewrites an import only when its line ends in a semicolon.
    source = path.read_text()
    for found in IMPORT.finditer(source):
        assert source[found.end() : found.end() + 1] == ";", f"{path.name}: {found.group().strip()}"
        target = re.search(r'"([^"]+)"', found.group()).group(1)
        assert (path.parent / target).is_file(), f"{path.name} imports {target}"
