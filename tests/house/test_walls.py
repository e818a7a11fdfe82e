"""The walls between the parts: who may import whom, by whatever means."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("exterior_api.engine", "exterior_api", "projects", "exterior_site", "tests")
# What each part may import of ours. exterior_api speaks to its engine through the package, never deeper.
MAY_IMPORT = {
    "exterior_api.engine": {"exterior_api.engine"},
    "exterior_api": {"exterior_api", "exterior_api.engine"},
    "projects": {"projects"},
    "exterior_site": {"exterior_site", "projects", "exterior_api"},
}
# Inside projects the flow goes one way: a file imports only from its own level or below.
LEVELS = (
    ("urls",),
    (
        "views",
        "callbacks",
        "admin",
        "context",
        "forms",
        "accounts",
        "templatetags",
        "apps",
        "refusals",
        "two_factor",
        "account_forms",
    ),
    ("tasks", "people", "access", "samples", "retention", "notices", "figures"),
    ("packing",),
    ("printing",),
    ("generating", "sharing"),
    ("lifecycle", "upstream_health"),
    (
        "ledger",
        "upstream",
        "images",
        "captions",
        "outlines",
        "live",
        "fetching",
        "limits",
        "addresses",
        "mail",
        "files",
        "cursors",
        "spans",
    ),
    ("models", "clock", "days", "deadline"),
)
LEVEL = {name: depth for depth, names in enumerate(LEVELS) for name in names}


def part_of(module: str) -> str | None:
    return next((part for part in PARTS if module == part or module.startswith(f"{part}.")), None)


def modules():
    for part in ("exterior_api", "projects", "exterior_site"):
        for path in sorted((ROOT / part).rglob("*.py")):
            yield path, ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def reached(source: str, module: str, is_package: bool = False) -> set[str]:
    """Modules of ours that a source reaches: imports, relative imports, importlib, app labels and dotted strings."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module.split(".")[: len(module.split(".")) - node.level + is_package]
                base = ".".join([*package, base]).strip(".")
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # importlib, import_string, settings and Celery name modules in strings; so do string foreign keys.
            if re.fullmatch(r"(projects|exterior_api|exterior_site)(\.\w+)*", node.value) and "." in node.value:
                found.add(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("get_model", "get_app_config"):
            found |= {f"{arg.value}.models" for arg in node.args[:1] if isinstance(arg, ast.Constant)}
        elif _computes_an_import(node):
            found.add(f"<computed in {module}>")
    return {name for name in found if part_of(name) or name.startswith("<")}


def _computes_an_import(node: ast.AST) -> bool:
    imports = isinstance(node, ast.Call) and _name(node.func) in ("import_module", "__import__", "import_string")
    return imports and any(not isinstance(arg, ast.Constant) for arg in node.args[:1])


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def crossings(source: str, module: str, is_package: bool = False) -> set[str]:
    allowed = MAY_IMPORT[part_of(module)]
    return {
        name
        for name in reached(source, module, is_package)
        if not name.startswith("<") and part_of(name) not in allowed
    }


def test_no_part_reaches_through_a_wall():
    for path, module in modules():
        if "migrations" in path.parts:
            continue
        crossed = crossings(path.read_text(), module, path.name == "__init__.py")
        # Labels and salts may begin with the part's own name; those of another part may not appear.
        assert not crossed, f"{path} reaches {sorted(crossed)}"


def test_the_engine_imports_no_django_and_no_network():
    for path, module in modules():
        if part_of(module) != "exterior_api.engine":
            continue
        names = {
            alias.name if isinstance(node, ast.Import) else node.module or ""
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        foreign = {name for name in names if name.split(".")[0] in ("django", "celery", "requests", "redis", "urllib")}
        assert not foreign, f"{path} imports {foreign}"


def test_inside_projects_the_flow_goes_one_way():
    for path, module in modules():
        if part_of(module) != "projects" or "migrations" in path.parts or module.count(".") == 0:
            continue
        own = module.split(".")[1]
        for name in reached(path.read_text(), module, path.name == "__init__.py"):
            if not name.startswith("projects.") or name == "projects.models":
                continue
            other = name.split(".")[1]
            if other in LEVEL and own in LEVEL:
                assert LEVEL[own] <= LEVEL[other], f"{path} reaches up to {name}"


def circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """Ways that come back to where they began, found by a walk from each module."""
    found, done = [], set()

    def walk(module: str, way: list[str]) -> None:
        if module in way:
            found.append(way[way.index(module) :])
        elif module not in done:
            for other in sorted(arrows.get(module, ())):
                walk(other, [*way, module])
            done.add(module)

    for module in sorted(arrows):
        walk(module, [])
    return found


def test_no_module_comes_back_to_itself():
    """Late imports count too. A package's own front names what is inside, and is not asked by it."""
    known, arrows = {module for _path, module in modules()}, {}
    for path, module in modules():
        if "migrations" in path.parts:
            continue
        names = imported(path.read_text(), module, path.name == "__init__.py")
        arrows[module] = {name for name in names if name in known and name != module and not is_front(name, module)}
    assert not circles(arrows)


def test_a_circle_is_seen():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == [["a", "b", "c"]]
    assert not circles({"a": {"b", "c"}, "b": {"c"}})


def is_front(name: str, module: str) -> bool:
    """Whether this is the package that a module lies in: its front imports the module, and is imported with it."""
    return module.startswith(f"{name}.")


def imported(source: str, module: str, is_package: bool) -> set[str]:
    """Modules that a source imports, at its beginning or later; names in strings are not counted."""
    tree = ast.parse(source)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return reached(ast.unparse(ast.Module(imports, [])), module, is_package)


def test_every_file_of_projects_has_its_level():
    own = {path.stem if path.is_file() else path.name for path in (ROOT / "projects").iterdir()}
    assert own - set(LEVEL) <= {"__init__", "__pycache__", "migrations", "locale"}


def test_computed_imports_are_known():
    computed = {
        name for path, module in modules() for name in reached(path.read_text(), module) if name.startswith("<")
    }
    # The renderer is a setting, so that tests can put a quick one in its place.
    assert computed <= {"<computed in exterior_api.rendering>"}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("projects.views", "import exterior_api.models"),
        ("projects.views", "from exterior_api import models"),
        ("projects.views", "from exterior_site.settings import DEBUG"),
        ("projects.views", "import importlib; importlib.import_module('exterior_api.models')"),
        ("projects.views", "apps.get_model('exterior_api', 'Generation')"),
        ("projects.models.generation", "models.ForeignKey('exterior_api.Generation', models.CASCADE)"),
        ("projects.generating.sending", "from ...exterior_api import models"),
        ("exterior_api.views", "from projects.models import User"),
        ("exterior_api.jobs", "from ..projects import models"),
        ("exterior_api.engine.light", "from exterior_api import models"),
        ("exterior_api.engine.light", "from ..models import Generation"),
    ],
)
def test_each_way_through_a_wall_is_seen(module, source):
    assert crossings(source, module)
