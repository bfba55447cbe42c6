"""Everything that can be said about the source without running the suite; all findings, not only the first."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TEMPLATES = ("portal", "partnership_areas", "partners", "meetings", "business_plans", "reporting")


def commands() -> dict[str, list[str]]:
    """Return what is run, by the name that is printed."""
    folders = [name for name in TEMPLATES if (ROOT / name).is_dir()]
    python = sys.executable
    return {
        "lint": [python, "-m", "ruff", "check", "--output-format", "concise", "."],
        "format": [python, "-m", "ruff", "format", "--check", "--output-format", "concise", "."],
        "templates": [str(BIN / "djlint"), *folders, "--lint", "--quiet"],
        "import order": [str(BIN / "lint-imports"), "--no-cache"],
        "django": [python, "manage.py", "check", "--fail-level", "WARNING"],
        "migrations": [python, "manage.py", "makemigrations", "--check", "--dry-run"],
        "translations": [python, "-m", "scripts.check_translations"],
        "rules": [python, "-m", "scripts.check_rules"],
        "files": [python, "-m", "scripts.check_files"],
        "permissions": [python, "-m", "scripts.permissions", "--check"],
    }


def main() -> None:
    failed = []
    with tempfile.TemporaryDirectory(prefix="portal-check-") as folder:
        environment = os.environ | {"PORTAL_DATA_DIR": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        for name, command in commands().items():
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            print(f"{name:<14}{'FAILED' if done.returncode else 'ok'}", flush=True)
            if done.returncode:
                failed.append(name)
                print(done.stdout.strip() + "\n", flush=True)
    sys.exit(f"Failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
