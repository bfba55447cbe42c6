"""Make this machine ready: ``python3 scripts/prepare.py run`` or ``… test``.

Runs on a bare Debian with Python's standard library only. System packages are installed when that is allowed
(root, or sudo without a password); otherwise the exact line to run is printed and the program ends with 1.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def has_program(*names: str) -> Callable[[], bool]:
    return lambda: any(
        shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") for name in names
    )


def has_library(*names: str) -> Callable[[], bool]:
    def look() -> bool:
        try:
            for name in names:
                ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return look


def has_path(*patterns: str) -> Callable[[], bool]:
    return lambda: all(any(Path("/").glob(pattern.lstrip("/"))) for pattern in patterns)


def has_venv() -> bool:
    """Debian ships the module venv without what it needs; ensurepip is the part that is missing."""
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    return PYTHON.exists() or subprocess.run(probe, capture_output=True).returncode == 0


# Debian's package: how to see, without asking dpkg, that what it brings is here.
FOR_RUN: dict[str, Callable[[], bool]] = {
    "python3-venv": has_venv,
    "libpango-1.0-0": has_library("libpango-1.0.so.0", "libgobject-2.0.so.0", "libfontconfig.so.1"),
    "libpangoft2-1.0-0": has_library("libpangoft2-1.0.so.0"),
    "libharfbuzz0b": has_library("libharfbuzz.so.0"),
    "libharfbuzz-subset0": has_library("libharfbuzz-subset.so.0"),
    "fonts-noto-core": has_path("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf"),
    "fonts-droid-fallback": has_path("/usr/share/fonts-droid-fallback/truetype/DroidSansFallback*.ttf"),
}
FOR_TEST: dict[str, Callable[[], bool]] = {
    "postgresql": has_path("/usr/lib/postgresql/*/bin/initdb"),
    "redis-server": has_program("redis-server"),
    "chromium": has_program("chromium"),
    "poppler-utils": has_program("pdftotext"),
    "nginx-light": has_program("nginx"),
    "gettext": has_program("xgettext"),
    "default-jre-headless": has_program("java"),
    "nodejs": has_program("node"),
    "npm": has_program("npm"),
}


def say(text: str) -> None:
    print(text, flush=True)


def run(*command: str | Path, quiet: bool = False, **options) -> None:
    """Run a command; when it fails, show what it printed and end."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        **options,
    )
    if done.returncode:
        if quiet:
            say(done.stdout)
        sys.exit(f"This command failed ({done.returncode}): {' '.join(str(part) for part in command)}")


def install_system_packages(wanted: dict[str, Callable[[], bool]]) -> None:
    """Install Debian's packages of ``wanted`` whose content is not here."""
    missing = [package for package, is_here in wanted.items() if not is_here()]
    if not missing:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if not shutil.which("apt-get"):
        sys.exit(f"System libraries are missing. On Debian they would come with: {line}")
    prefix: list[str] = []
    if os.geteuid() != 0:
        asked = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True)
        if not asked or asked.returncode:
            sys.exit(f"System packages are missing. Please run this as root, then try again:\n\n  {line}\n")
        prefix = ["sudo", "-n"]
    say(f"Installing system packages: {' '.join(missing)}")
    prefix += ["env", "DEBIAN_FRONTEND=noninteractive"]
    run(*prefix, "apt-get", "update", quiet=True)
    run(*prefix, *line.split(), quiet=True)
    still = [package for package in missing if not wanted[package]()]
    if still:
        sys.exit(f"Installed, but not found afterwards: {', '.join(still)}")


def digest(*files: Path) -> str:
    """Return a hash over the files and the Python in use: it changes when something must be done anew."""
    total = hashlib.sha256(sys.version.encode())
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


def install_python_packages(name: str) -> None:
    """Create .venv and install requirements/<name>.txt, unless the same was installed before."""
    if not PYTHON.exists():
        say("Creating the virtual environment .venv")
        run(sys.executable, "-m", "venv", "--clear", VENV, quiet=True)
    base, test = ROOT / "requirements/base.txt", ROOT / "requirements/test.txt"
    stamps = {"base": digest(base), "test": digest(base, test)}
    stamp = VENV / f".installed-{name}"
    if is_stamped(stamp, stamps[name]):
        return
    if name == "base" and is_stamped(VENV / ".installed-test", stamps["test"]):
        return
    say(f"Installing the Python packages of requirements/{name}.txt (a few minutes the first time)")
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    run(*pip, "--requirement", ROOT / f"requirements/{name}.txt", quiet=True)
    stamp.write_text(stamps[name])


def install_node_packages() -> None:
    """Install the two test tools of package.json, unless the same was installed before."""
    stamp = ROOT / "node_modules" / ".installed"
    value = digest(ROOT / "package-lock.json")
    if is_stamped(stamp, value):
        return
    say("Installing the test tools of package.json")
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", quiet=True)
    stamp.write_text(value)


def compile_messages() -> None:
    """Compile the interface's translations when one of them changed."""
    catalogues = sorted(ROOT.glob("*/locale/*/LC_MESSAGES/*.po"))
    compiled = all(catalogue.with_suffix(".mo").is_file() for catalogue in catalogues)
    stamp = VENV / ".messages"
    value = digest(*catalogues)
    if compiled and is_stamped(stamp, value):
        return
    run(PYTHON, "scripts/messages.py", "compile", quiet=True)
    stamp.write_text(value)


def main() -> None:
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""
    if purpose not in {"run", "test"}:
        sys.exit(__doc__)
    if sys.version_info < (3, 11):  # noqa: UP036 - says it before anything else fails
        sys.exit("Python 3.11 or newer is needed")
    install_system_packages(FOR_RUN | FOR_TEST if purpose == "test" else FOR_RUN)
    install_python_packages("test" if purpose == "test" else "base")
    if purpose == "test":
        install_node_packages()
    compile_messages()


if __name__ == "__main__":
    main()
