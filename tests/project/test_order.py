"""Inside an app, modules import only to the left: enums, models, rules, actions, queries and forms, views."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = (
    *(
        "portal.records",
        "portal.files",
        "portal.publishing",
        "portal.mail",
        "portal.accounts",
        "portal.privacy",
    ),
    *("partnership_areas", "partners", "meetings", "business_plans", "reporting"),
    *("portal.site", "portal.desk", "portal.api", "portal.demo"),
)
# From left to right; modules of one group may import each other.
ORDER = (
    {"enums"},
    {"models"},
    {"rules"},
    {"actions"},
    {"queries", "forms", "filters", "tasks"},
    {"views", "viewsets", "urls", "wagtail_hooks"},
)
RANK = {name: rank for rank, group in enumerate(ORDER) for name in group}


def imported_at_the_top(path: Path) -> set[str]:
    """Return the modules that a file imports when it is loaded (not those inside functions)."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imports_to_the_right(app: str, root: Path = ROOT) -> list[str]:
    folder = root / app.replace(".", "/")
    lines = []
    for path in sorted(folder.rglob("*.py")):
        own = path.relative_to(folder).with_suffix("").parts[0]
        if own not in RANK:
            continue
        for module in sorted(imported_at_the_top(path)):
            if module.startswith(f"{app}."):
                other = module.removeprefix(f"{app}.").split(".")[0]
                if RANK.get(other, -1) > RANK[own]:
                    lines.append(f"{path.relative_to(root)} imports {module}")
    return lines


@pytest.mark.parametrize("app", APPS)
def test_modules_import_only_to_the_left(app):
    assert imports_to_the_right(app) == []


def test_an_import_to_the_right_is_found(tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/models.py").write_text("from shop.actions import buy\nfrom shop import enums\n")
    (tmp_path / "shop/views.py").write_text("from shop.models import Thing\n")
    assert imports_to_the_right("shop", tmp_path) == [
        "shop/models.py imports shop.actions",
        "shop/models.py imports shop.actions.buy",
    ]
