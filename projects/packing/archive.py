"""A zip that is written piece by piece to an open file, and never held in memory as a whole."""

import json
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils import timezone

CHUNK = 1024 * 1024
LONGEST_NAME = 80
# What Windows or macOS does not take in a name of a file, and what would lead out of the folder.
NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
# Names that Windows keeps for devices.
DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class Archive:
    def __init__(self, file, goes_on: Callable[[], None] = lambda: None):
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._goes_on = goes_on

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._zip.close()

    def add_file(self, name: str, opener: Callable, created=None) -> bool:
        """Copy what ``opener`` opens. False when it is not there: the rest is worth having without it."""
        self._goes_on()
        try:
            file = opener()
        except OSError:
            return False
        with file, self._zip.open(_info(name, created), "w", force_zip64=True) as entry:
            shutil.copyfileobj(file, entry, CHUNK)
        return True

    def add_json(self, name: str, record: dict) -> None:
        self._add_text(name, json.dumps(record, ensure_ascii=False, indent=2))

    def add_page(self, name: str, template: str, context: dict) -> None:
        self._add_text(name, render_to_string(template, context))

    def _add_text(self, name: str, text: str) -> None:
        self._zip.writestr(_info(name), text.encode(), zipfile.ZIP_DEFLATED)


def named(text: str, otherwise: str = "-") -> str:
    """A name for a file or folder that every system takes, in the person's own words."""
    plain = NOT_IN_NAMES.sub(" ", unicodedata.normalize("NFC", text))
    seen = "".join(letter for letter in plain if not unicodedata.category(letter).startswith("C"))
    # Windows drops spaces and points at the end, and a point at the start hides a file.
    short = " ".join(seen.split())[:LONGEST_NAME].strip(" .")
    return f"_{short}" if DEVICES.match(short) else short or otherwise


def _info(name: str, created=None) -> zipfile.ZipInfo:
    when = timezone.localtime(created).timetuple()[:6]
    info = zipfile.ZipInfo(name, when)
    # Readable by whoever unpacks it.
    info.external_attr = 0o644 << 16
    return info
