"""Static files: pictures that can be read, and modules whose imports the hashing of names can follow."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finders
from PIL import Image

from exterior_site.static import StaticFilesStorage

STATIC = Path(__file__).parents[2] / "static"
PICTURES = sorted(path for suffix in ("avif", "jpg", "png", "webp") for path in STATIC.rglob(f"*.{suffix}"))
MODULES = sorted(STATIC.rglob("*.js"))
NEEDED = ("css/site.css", "css/components/editor.css", "fonts/instrument-sans-latin-wght-normal.woff2")
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


def test_the_sheet_of_the_pages_is_collected_as_one_file_with_its_addresses_hashed(tmp_path):
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")
    paths = {path: (finder, path) for found in get_finders() for path, finder in found.list([]) if path in NEEDED}
    for path, (source, _path) in paths.items():
        with source.open(path) as file:
            storage.save(path, file)
    assert all(not isinstance(error, Exception) for _name, _hashed, error in storage.post_process(paths))
    (sheet,) = tmp_path.glob("css/site.*.css")
    text = sheet.read_text()
    assert "@import" not in text
    assert "/*" not in text
    assert ".before-after__knob" in text
    assert re.search(r'url\("\.\./fonts/[\w-]+\.[0-9a-f]{12}\.woff2"\)', text)
