"""The running portal mends itself: killed programs come back, a deleted broker folder too, nothing is left over."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.infra.processes import wait_until
from tests.infra.stack import ROOT, Stack, running_stack

pytestmark = [pytest.mark.e2e]


def family(pid: int) -> set[int]:
    """Return the process and all its descendants."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


@pytest.mark.journey
@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_killed_program_comes_back(stack: Stack, name):
    old = stack.kill(name)
    stack.wait_restarted(name, old)
    stack.wait_ready()
    assert f"{name} was ended by signal 9; starting it again" in stack.log()


def test_deleted_broker_folder_is_made_anew_and_the_site_stays_up(stack: Stack, tmp_path):
    old = stack.pid("worker")
    (stack.data_dir / "broker").rename(tmp_path / "taken-away")
    stack.wait_ready()
    wait_until((stack.data_dir / "broker/messages").is_dir, "the folder")
    stack.wait_restarted("worker", old)
    assert "The broker's folder was missing and has been made anew" in stack.log()


def test_second_start_on_the_same_data_is_refused(stack: Stack):
    done = subprocess.run(
        [sys.executable, "-m", "portal.supervisor"],
        cwd=ROOT,
        env=stack.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert f"already runs on this data folder, as process {stack.process.pid}" in done.stderr


def test_port_in_use_is_said(stack: Stack, tmp_path):
    environment = stack.environment | {"PORTAL_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "portal.supervisor"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert f"Cannot listen on port {stack.port}" in done.stderr
    assert not (tmp_path / "db.sqlite3").exists()


@pytest.mark.sqlite
def test_interrupt_leaves_no_process(stack: Stack, tmp_path):
    shutil.copytree(stack.data_dir, tmp_path / "data", ignore=shutil.ignore_patterns("run", "db.sqlite3*"))
    with closing(sqlite3.connect(stack.data_dir / "db.sqlite3")) as source:
        source.execute("VACUUM INTO ?", [str(tmp_path / "data/db.sqlite3")])
    with running_stack(tmp_path / "data") as other:
        everyone = family(other.process.pid)
        assert len(everyone) >= 5  # supervisor, gunicorn and its worker, celery worker, beat
        os.kill(other.process.pid, signal.SIGINT)
        assert other.process.wait(30) == 0
    assert not [pid for pid in everyone if Path(f"/proc/{pid}").exists()]
    assert other.log().rstrip().endswith("Stopped.")
