"""The commands of the Makefile and what they install agree with the rest of the repository."""

import importlib.metadata as metadata
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from scripts import prepare, run_tests

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / f"requirements/{name}.txt").read_text().split("\n")
    return dict(line.split("==") for line in lines if "==" in line)


@pytest.mark.parametrize("command", ["run", "test", "check", "bench"])
def test_makefile_has_the_commands_of_the_contract(command):
    done = subprocess.run(["make", "--dry-run", command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_ci_runs_the_check_and_then_the_suite():
    lines = (ROOT / ".ci/run").read_text().splitlines()
    assert [line for line in lines if line.startswith("make ")] == ["make check", "make test"]
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_every_direct_dependency_is_pinned_and_has_a_reason():
    base, test = pins("base"), pins("base") | pins("test")
    for listed, pinned in (
        (PROJECT["project"]["dependencies"], base),
        (PROJECT["dependency-groups"]["test"], test),
    ):
        for line in listed:
            assert canonicalize_name(Requirement(line).name) in pinned, line
    text = (ROOT / "pyproject.toml").read_text()
    for line in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["test"]:
        assert re.search(rf'"{re.escape(line)}",\s+# \S', text), f"{line} has no reason"


def test_what_is_installed_is_what_is_pinned():
    for name, version in (pins("base") | pins("test")).items():
        assert metadata.version(name) == version


def test_lock_of_the_test_tools_names_no_address():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert not any("resolved" in package for package in lock["packages"].values())


@pytest.mark.parametrize("package", sorted(prepare.FOR_RUN | prepare.FOR_TEST))
def test_everything_that_testing_needs_is_here(package):
    assert (prepare.FOR_RUN | prepare.FOR_TEST)[package]()


def test_missing_package_is_named_with_the_line_to_run(monkeypatch):
    monkeypatch.setattr(prepare.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(
        prepare.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None
    )
    with pytest.raises(SystemExit) as end:
        prepare.install_system_packages({"libthat": lambda: False, "libthis": lambda: True})
    assert "apt-get install -y --no-install-recommends libthat\n" in str(end.value)


def test_missing_package_elsewhere_than_on_debian_is_named(monkeypatch):
    monkeypatch.setattr(prepare.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="System libraries are missing"):
        prepare.install_system_packages({"libthat": lambda: False})


def test_digest_changes_with_the_content(tmp_path):
    file = tmp_path / "a"
    file.write_text("one")
    before = prepare.digest(file)
    assert prepare.digest(file) == before
    file.write_text("two")
    assert prepare.digest(file) != before


def test_failing_command_ends_with_its_name(capsys):
    with pytest.raises(SystemExit, match="This command failed"):
        prepare.run(sys.executable, "-c", "print('why'); raise SystemExit(2)", quiet=True)
    assert "why" in capsys.readouterr().out


def test_suite_keeps_real_services_out(monkeypatch, tmp_path, capfd):
    monkeypatch.setenv("DATABASE_URL", "postgres://real")
    code = "import os; print(os.environ.get('DATABASE_URL'), os.environ['PORTAL_DATA_DIR'])"
    run_tests.run("title", [sys.executable, "-c", code], tmp_path)
    assert f"None {tmp_path}" in capfd.readouterr().out


def test_suite_ends_with_the_code_of_a_failing_run(tmp_path):
    with pytest.raises(SystemExit) as end:
        run_tests.run("title", [sys.executable, "-c", "raise SystemExit(5)"], tmp_path)
    assert end.value.code == 5


def test_every_pinned_package_runs_on_the_python_of_debian_12():
    for name in pins("base") | pins("test"):
        demands = metadata.metadata(name)["Requires-Python"]
        assert SpecifierSet(demands or "").contains("3.11.2"), f"{name} demands Python {demands}"
