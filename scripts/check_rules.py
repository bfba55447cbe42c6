"""Say which rules of tests/rules.txt no test proves: ``@pytest.mark.rule("LOI-4")``.

An issue that implements further rules of the Partnership adds their ids there.
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def rules_in(source: str) -> set[str]:
    """Return the ids that marks ``rule(...)`` name in a test file, as decorators or in ``pytestmark``."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rule":
            found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return found


def problems(root: Path = ROOT) -> list[str]:
    """Return one line per rule without a test, and per mark that names an unknown rule."""
    listed = (root / "tests/rules.txt").read_text().split()
    proved: set[str] = set()
    for path in sorted((root / "tests").rglob("test_*.py")):
        proved |= rules_in(path.read_text(encoding="utf-8"))
    lines = [f"{rule}: no test is marked with it" for rule in listed if rule not in proved]
    return lines + [
        f"{rule}: marked in a test, not in tests/rules.txt" for rule in sorted(proved - set(listed))
    ]


if __name__ == "__main__":
    found = problems()
    print("\n".join(found))
    sys.exit(1 if found else 0)
