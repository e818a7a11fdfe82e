"""Every document is true: its links lead somewhere, its commands are there, and what it names has that name."""

import ast
import importlib.util
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from exterior_api.api import unknown_call
from exterior_site.observability.endpoints import DOORS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "tests/scenes/README.md"])
READ = {".py", ".js", ".css", ".html", ".json", ".toml", ".yaml", ".conf", ".env", ".service", ".txt"}
FILES = READ | {".lock", ".avif", ".md", ".test"}
# In capitals, of two words or more, or of two run together: settings, states, codes, metrics, functions, tests.
NAME = re.compile(r"(?<![\w/.-])(?:[A-Z][A-Z0-9_]{3,}|[a-z]+(?:_[a-z0-9]+)+|[A-Z][a-z]+[A-Z]\w+)\b(?!\.py)")
# What a reader is to make, what stands on a server, and what is not of ours.
ELSEWHERE = re.compile(r"garage|ellipse|^NAME|^/|^~|^\.env$|^var/|^(redis|valkey)\.conf$|^(multipart|image)/")
NAMES_OF_OTHERS = {"compositeSynthetic", "compositeWithTrainedAlgorithmicMedia", "AWS_ACCESS_KEY_ID"}
NAMES_OF_OTHERS |= {"AWS_SECRET_ACCESS_KEY", "limit_conn"}
OUTSIDE_OF_URLS = (*DOORS, "/events", "/mailbox/")

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


@cache
def tree() -> tuple[str, ...]:
    """Every file and folder of the project, as a document would name it."""
    rooms = ("exterior_site", "projects", "exterior_api", "templates", "static", "tests", "docs", "deploy", ".ci")
    found = [path for room in rooms for path in (ROOT / room).rglob("*") if "__pycache__" not in path.parts]
    found += [*(ROOT / room for room in rooms), *(path for path in ROOT.iterdir() if path.is_file())]
    return tuple(path.relative_to(ROOT).as_posix() for path in found)


@cache
def words_of_the_code() -> frozenset[str]:
    files = [path for path in map(ROOT.joinpath, tree()) if path.is_file()]
    read = [path for path in files if path.suffix in READ or path.name in ("Makefile", "Dockerfile")]
    return frozenset(word for path in read for word in re.findall(r"\w+", path.read_text()))


def named(path: Path) -> list[str]:
    """What stands in back-ticks, outside of blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL))


def commands(path: Path) -> list[str]:
    """What a reader is to type: indented or fenced lines, and what in back-ticks looks like it."""
    text = re.sub(r" *\\\n *", " ", path.read_text())
    fenced = [line for block in re.findall(r"```\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    typed = [*re.findall(r"^ {4}(\S.*)", text, re.MULTILINE), *fenced]
    # Behind a command may stand what it does, and others.
    return [*(piece.strip() for line in typed for piece in re.split(r"#|; ", line)), *named(path)]


def anchors(path: Path) -> set[str]:
    """As the reader of a repository makes them of the headings."""
    headings = re.findall(r"^#+ (.+)", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_document
def test_every_link_leads_somewhere(path):
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
        file, _, anchor = link.partition("#")
        if re.match(r"https?:|mailto:", link):
            continue
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@each_document
def test_every_file_that_is_named_is_there(path):
    files = {name for name in named(path) if re.fullmatch(r"[\w.@…/-]+", name) and _is_path(name)}
    files |= set(re.findall(r"(?<![\w/.])(?:deploy|tests|docs|projects|exterior_\w+)/[\w/.@-]+\w", path.read_text()))
    known = tree()
    for name in files:
        end = name.strip("/…")
        assert ELSEWHERE.search(name) or any(
            there == end or there.endswith(("/" + end) if name[0] != "…" else end) for there in known
        ), name


def _is_path(name: str) -> bool:
    return Path(name).suffix in FILES or name.endswith("/") or bool(re.match(r"[a-z_]+/\w", name))


@each_document
def test_every_name_is_one_of_the_code(path):
    known = words_of_the_code()
    for name in named(path):
        for word in NAME.findall(name):
            assert word in known or f"test_{word}" in known or word in NAMES_OF_OTHERS, f"{word} in `{name}`"


@each_document
def test_every_dotted_name_can_be_imported(path):
    for name in named(path):
        if re.fullmatch(r"(projects|exterior_api|exterior_site)(\.\w+)+", name) and not name.startswith(RIGHTS):
            module, _, last = name.rpartition(".")
            assert hasattr(importlib.import_module(module), last) or importlib.util.find_spec(name), name


RIGHTS = ("projects.change_", "projects.add_", "projects.view_", "projects.delete_")


@each_document
def test_every_address_is_answered(path):
    for name in named(path):
        if not re.fullmatch(r"/(?:api|admin|healthz|readyz|metrics|mailbox|events|s|projects)[\w/.?=,-]*", name):
            continue
        try:
            address = name.partition("?")[0]
            assert address in OUTSIDE_OF_URLS or resolve(address).func != unknown_call, name
        except Resolver404:
            pytest.fail(name)


@each_document
def test_every_command_is_there(path):
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([\w./-]+):", makefile, re.MULTILINE))
    for line in commands(path):
        for target in re.findall(r"^(?:[A-Z_]+=\S+ )*make (?:-C \S+ )?([a-z.][\w./…-]*)", line):
            known = any(name.startswith(target[:-1]) for name in targets) if target[-1] == "…" else target in targets
            assert known, line
        for module in re.findall(r"\bpython -m ([\w.]+)", line):
            assert importlib.util.find_spec(module), line
        for command in re.findall(r"(?:manage\.py|deploy/manage) (\w.*)", line):
            name, *rest = shlex.split(command)
            assert name in get_commands(), line
            made = get_commands()[name]
            parser = (load_command_class(made, name) if isinstance(made, str) else made).create_parser("", name)
            options = {option for action in parser._actions for option in action.option_strings}
            assert {word for word in rest if word[:2] == "--"} <= options, line


def test_every_option_of_a_command_is_one_that_it_knows():
    """Each module that a document starts with options says by ``--help`` that it has them."""
    modules = dict(re.findall(r"^([\w-]+):.*\n\t@?\$\(BIN\)/python -m ([\w.]+)", (ROOT / "Makefile").read_text(), re.M))
    wanted: dict[str, set[str]] = {}
    for line in {line for path in DOCUMENTS for line in commands(path)}:
        options = set(re.findall(r"(?<!\w)--[a-z][\w-]+", line))
        if options and (of_make := re.search(r"\bmake ([\w-]+)", line)) and of_make[1] in modules:
            wanted.setdefault(modules[of_make[1]], set()).update(options)
        elif options and (module := re.search(r"\bpython -m ([\w.]+)", line)):
            wanted.setdefault(module[1], set()).update(options)
    assert len(wanted) > 1
    for module, options in wanted.items():
        help = subprocess.run([sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True)
        assert help.returncode == 0, help.stderr
        missing = {option for option in options if option not in help.stdout}
        assert not missing, (module, missing)


@each_document
def test_every_piece_of_python_can_be_read(path):
    for block in re.findall(r"```python\n(.*?)```", path.read_text(), re.DOTALL):
        ast.parse(block)
