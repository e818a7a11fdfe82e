"""make messages: the words of the pages for translation, and the catalogues compiled, with Babel alone.

``python -m tests.messages`` collects every string and compiles; with ``--check`` it changes nothing, and fails
when a string is new, gone, or without its translation.
"""

import io
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SOURCES = {"projects": ("projects", "templates", "exterior_site"), "exterior_api": ("exterior_api",)}
SKIPPED = ("migrations", "locale")
# Catalogues name no moment, so that compiling them again changes nothing.
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plurals}\\n"

"""
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def main(check: bool) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exterior_site.settings")
    failed = 0
    for app, folders in SOURCES.items():
        template = collect(folders)
        for path in catalogues(app):
            failed += bool(report(path, template)) if check else update(path, template)
    return 1 if failed else 0


def catalogues(app: str) -> list[Path]:
    """One for each language of the site but its own; that of a new language is not there yet."""
    from django.conf import settings

    codes = sorted(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
    return [ROOT / app / "locale" / code / "LC_MESSAGES" / "django.po" for code in codes]


def collect(folders: tuple[str, ...]) -> Catalog:
    template = Catalog()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".txt") and not set(SKIPPED) & set(path.parts):
                add(template, path)
    return template


def add(template: Catalog, path: Path) -> None:
    source = path.read_text() if path.suffix == ".py" else as_python(path)
    where = str(path.relative_to(ROOT))
    comments = "Translators:"
    for _line, message, notes, context in extract("python", io.BytesIO(source.encode()), KEYWORDS, [comments]):
        template.add(message, locations=[(where, 1)], auto_comments=notes, context=context)


def as_python(path: Path) -> str:
    """A Django template as the calls that it makes, which is all that the extractor has to see."""
    from django.utils.translation import template

    source = template.templatize(path.read_text(), origin=str(path))
    return "\n".join(line.strip() for line in source.splitlines())


def update(path: Path, template: Catalog) -> int:
    catalog = read(path)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.creation_date = NO_DATE
    catalog.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(language=catalog.locale, plurals=catalog.plural_forms).encode())
        write_po(file, catalog, width=110, no_location=True, sort_output=True, omit_header=True)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)
    missing = untranslated(catalog)
    print(f"{path.relative_to(ROOT)}: {len(catalog)} strings, {len(missing)} without a translation")
    return 0


def report(path: Path, template: Catalog) -> list[str]:
    """What is wrong with a catalogue, said on standard output."""
    catalog = read(path)
    wrong = [f"no translation: {message.id!r}" for message in untranslated(catalog)]
    known = {(message.id, message.context) for message in catalog if message.id}
    wanted = {(message.id, message.context) for message in template if message.id}
    wrong += [f"not collected: {message!r}" for message, _context in wanted - known]
    wrong += [f"not used any more: {message!r}" for message, _context in known - wanted]
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    if not path.exists() or compiled.getvalue() != path.with_suffix(".mo").read_bytes():
        wrong.append("not compiled as it stands")
    for line in wrong:
        print(f"{path.relative_to(ROOT)}: {line}")
    return wrong


def read(path: Path) -> Catalog:
    language = path.parent.parent.name
    catalog = read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    catalog.creation_date = catalog.revision_date = NO_DATE
    return catalog


def untranslated(catalog: Catalog) -> list:
    def words(message):
        return message.string if isinstance(message.string, tuple) else (message.string,)

    return [message for message in catalog if message.id and not all(words(message))]


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
