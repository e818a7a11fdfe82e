"""docs/settings.md names every variable that the settings read, with its type and its default, and no other."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Read by the runner, the server and numba, not by the settings.
READ_ELSEWHERE = {"NUMBA_CACHE_DIR", "FORWARDED_ALLOW_IPS"}
TYPES = {
    "bool": {"yes/no"},
    "int": {"number"},
    "float": {"number"},
    "list": {"list"},
    "path": {"folder"},
    "db": {"URL"},
    "email": {"URL"},
    "str": {"text", "URL", "name", "address", "file", "folder", "dotted path"},
}


def read() -> dict[str, tuple[str, ast.expr | None]]:
    """Name of each variable -> how it is read, and its default."""
    found: dict[str, tuple[str, ast.expr | None]] = {}
    for file in sorted((ROOT / "exterior_site" / "settings").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and (kind := _kind(node.func)) and isinstance(node.args[0], ast.Constant):
                default = next((word.value for word in node.keywords if word.arg == "default"), None)
                # Looked at a second time, the answer of the first counts.
                found.setdefault(node.args[0].value, (kind, default))
    return found


def _kind(function: ast.expr) -> str | None:
    if isinstance(function, ast.Name) and function.id == "env":
        return "str"
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "env":
        return function.attr if function.attr in TYPES else None
    return None


def documented() -> dict[str, tuple[str, str]]:
    """Name of each variable -> the words of its type, and of its default."""
    lines = re.findall(r"^\| (`[^|]+) \| ([^|]+) \| ([^|]+) \|", (ROOT / "docs" / "settings.md").read_text(), re.M)
    return {name: (kind.strip(), default.strip()) for names, kind, default in lines for name in _names(names)}


def _names(cell: str) -> list[str]:
    return re.findall(r"`([A-Z0-9_]+)`", cell)


def said(default: ast.expr | None) -> set[str] | None:
    """The words for a default that stands in the code; None for one that is worked out there."""
    try:
        value = eval(compile(ast.Expression(default), "default", "eval"), {"__builtins__": {}}) if default else ""
    except NameError:
        return None
    if isinstance(value, bool):
        return {"yes" if value else "no"}
    if isinstance(value, int):
        return {f"{value:,}", str(value)}
    if not value:
        return None
    return {str(value), f"`{value}`"}


def test_the_document_and_the_settings_name_the_same_variables():
    assert set(documented()) - READ_ELSEWHERE == set(read())


@pytest.mark.parametrize("name", sorted(read()))
def test_type_and_default_are_as_the_settings_have_them(name):
    kind, default = read()[name]
    told_kind, told_default = documented()[name]
    assert told_kind in TYPES[kind]
    assert told_default
    expected = said(default)
    if expected:
        # After the value may stand what it means: "0: keep", "20 s".
        first = re.split(r"[:;] ", told_default)[0].strip()
        assert first in expected or told_default in expected
