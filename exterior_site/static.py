import re
from pathlib import PurePosixPath

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'@import url\("([^"]+)"\);\n')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LINE_END = re.compile(r"\s*\n\s*")


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for all files, the imports inside ES modules included; a sheet of imports becomes one file."""

    support_js_module_import_aggregation = True
    # A phone waits for these before it paints anything.
    sheets = ("css/site.css", "css/components/editor.css")

    def post_process(self, paths, dry_run=False, **options):
        made = InMemoryStorage()
        for name in self.sheets:
            made.save(name, ContentFile(light(flat(name))))
        yield from super().post_process(paths | {name: (made, name) for name in self.sheets}, dry_run, **options)


def flat(name: str) -> str:
    """A sheet with what it imports in its place: each file of its own would wait its turn before the first paint.

    Addresses in what is imported are kept as they are, so only sheets of the same folder may have relative ones.
    """
    with open(finders.find(name)) as file:
        source = file.read()
    return IMPORT.sub(lambda match: flat(str(PurePosixPath(name).parent / match[1])), source)


def light(sheet: str) -> str:
    """Without comments and indentation, a tenth of what is sent. No string of a sheet goes over a line's end."""
    return LINE_END.sub("\n", COMMENT.sub("", sheet))
