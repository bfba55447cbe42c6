"""Write requirements/base.txt and requirements/test.txt from pyproject.toml and what is installed.

Run it in the virtual environment after adding or upgrading a package: ``.venv/bin/python scripts/pin.py``.
"""

import importlib.metadata as metadata
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def closure(requirements: list[str]) -> dict[str, str]:
    """Return name to version of the given requirements and of all that they need here."""
    extras: dict[str, set[str]] = {}

    def follow(requirement: Requirement) -> None:
        name = canonicalize_name(requirement.name)
        if name in extras and requirement.extras <= extras[name]:
            return
        extras.setdefault(name, set()).update(requirement.extras)
        for line in metadata.requires(name) or []:
            needed = Requirement(line)
            wanted = extras[name] | {""}
            if not needed.marker or any(needed.marker.evaluate({"extra": extra}) for extra in wanted):
                follow(needed)

    for line in requirements:
        follow(Requirement(line))
    return {name: metadata.version(name) for name in extras}


def lines(pins: dict[str, str]) -> str:
    return "".join(f"{name}=={version}\n" for name, version in sorted(pins.items()))


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    base = closure(project["project"]["dependencies"])
    test = closure(project["dependency-groups"]["test"])
    only_test = {name: version for name, version in test.items() if name not in base}
    (ROOT / "requirements/base.txt").write_text(lines(base))
    (ROOT / "requirements/test.txt").write_text("-r base.txt\n" + lines(only_test))


if __name__ == "__main__":
    main()
