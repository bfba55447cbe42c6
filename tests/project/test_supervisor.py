"""The supervisor with small programs of its own: starts, mends, ends all, leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from portal import supervisor
from portal.supervisor import Program, Supervisor
from tests.infra.processes import PATIENCE, free_port, wait_until

SLEEPS = [sys.executable, "-c", "import time; time.sleep(600)"]
# Starts a child of its own in the same group, writes its pid, and sleeps.
HAS_CHILD = """
import pathlib, subprocess, sys, time
deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"
child = subprocess.Popen([sys.executable, "-c", deaf])
path = pathlib.Path(sys.argv[1])
path.with_suffix(".new").write_text(str(child.pid))
path.with_suffix(".new").rename(path)
time.sleep(600)
"""


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


class Running:
    """A supervisor driven by a script: ``steps`` are checks, each waited for in turn, then it is stopped."""

    def __init__(self, tmp_path: Path, programs: list[Program]) -> None:
        self.said: list[str] = []
        self.steps: list[Callable[[], bool]] = []
        self.end = time.monotonic() + PATIENCE
        self.supervisor = Supervisor(
            programs, tmp_path, each_tick=self.tick, say=self.said.append, first_pause=0.1
        )

    def tick(self, running: Supervisor) -> None:
        if time.monotonic() > self.end:
            running.stop()
        elif not self.steps:
            running.stop()
        elif self.steps[0]():
            self.steps.pop(0)

    def go(self, *steps: Callable[[], bool]) -> None:
        self.steps = list(steps)
        self.supervisor.run()
        assert not self.steps, f"{len(self.steps)} steps never came true; said: {self.said}"

    def pid(self, name: str) -> int:
        return int((self.supervisor.folder / f"{name}.pid").read_text())


def once(action: Callable[[], object]) -> Callable[[], bool]:
    return lambda: action() is None or True


def test_run_starts_all_and_ends_all(tmp_path):
    run = Running(tmp_path, [Program("one", SLEEPS), Program("two", SLEEPS)])
    pids = []
    run.go(once(lambda: pids.extend([run.pid("one"), run.pid("two")])), lambda: all(map(is_alive, pids)))
    assert len(pids) == 2
    assert not any(map(is_alive, pids))
    assert list(tmp_path.glob("*.pid")) == []


def test_program_held_back_starts_when_told_to_hurry(tmp_path):
    run = Running(tmp_path, [Program("web", SLEEPS), Program("worker", SLEEPS, delay=600)])
    worker = run.supervisor.programs["worker"]
    run.go(
        once(lambda: run.supervisor.programs["web"].is_running()),
        lambda: run.supervisor.programs["web"].is_running() and not worker.is_running(),
        once(run.supervisor.hurry),
        worker.is_running,
    )
    assert worker.restarts == 0
    assert run.said == []


def test_program_held_back_starts_when_its_time_has_come(tmp_path):
    run = Running(tmp_path, [Program("worker", SLEEPS, delay=0.3)])
    run.go(run.supervisor.programs["worker"].is_running)


def test_program_killed_is_announced_and_started_again(tmp_path):
    run = Running(tmp_path, [Program("worker", SLEEPS)])
    first: list[int] = []
    run.go(
        once(lambda: first.append(run.pid("worker"))),
        once(lambda: os.kill(first[0], signal.SIGKILL)),
        lambda: run.supervisor.programs["worker"].restarts == 1,
        lambda: run.pid("worker") != first[0] and is_alive(run.pid("worker")),
    )
    assert run.said == ["worker was ended by signal 9; starting it again in 0.1 s"]


def test_program_that_keeps_ending_waits_longer_each_time(tmp_path):
    run = Running(tmp_path, [Program("web", [sys.executable, "-c", "raise SystemExit(3)"])])
    run.go(lambda: run.supervisor.programs["web"].restarts == 2, lambda: len(run.said) == 3)
    assert run.said == [
        "web ended with exit code 3; starting it again in 0.1 s",
        "web ended with exit code 3; starting it again in 0.2 s",
        "web ended with exit code 3; starting it again in 0.4 s",
    ]


def test_restart_ends_politely_and_starts_at_once(tmp_path):
    run = Running(tmp_path, [Program("beat", SLEEPS)])
    run.go(
        once(lambda: run.supervisor.restart("beat")),
        lambda: run.supervisor.programs["beat"].restarts == 1,
    )
    assert run.said == ["beat was ended by signal 15; starting it again"]


def test_child_of_a_killed_program_does_not_survive_it(tmp_path):
    note = tmp_path / "child"
    run = Running(tmp_path, [Program("worker", [sys.executable, "-c", HAS_CHILD, str(note)])])
    children: list[int] = []
    run.go(
        note.exists,
        once(lambda: children.append(int(note.read_text()))),
        once(lambda: os.kill(run.pid("worker"), signal.SIGKILL)),
        lambda: run.supervisor.programs["worker"].restarts == 1,
        lambda: not is_alive(children[0]),
    )


def test_stop_ends_children_of_children(tmp_path):
    note = tmp_path / "child"
    run = Running(tmp_path, [Program("worker", [sys.executable, "-c", HAS_CHILD, str(note)])])
    run.go(note.exists)
    wait_until(lambda: not is_alive(int(note.read_text())), "the end of the program's child")


def test_second_signal_ends_a_deaf_program_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 10 * PATIENCE)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); open({!r}, 'w').close(); time.sleep(600)"
    note = tmp_path / "deaf"
    run = Running(tmp_path, [Program("worker", [sys.executable, "-c", deaf.format(str(note))])])
    run.go(note.exists, once(threading.Timer(0.5, run.supervisor.stop).start))
    assert run.said == ["Ending at once: worker"]


def test_kill_of_the_supervisor_itself_leaves_no_orphan(tmp_path):
    script = (
        "import pathlib, sys; from portal.supervisor import Program, Supervisor; "
        "program = Program('one', [sys.executable, '-c', 'import time; time.sleep(600)']); "
        "Supervisor([program], pathlib.Path(sys.argv[1])).run()"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)])
    note = tmp_path / "one.pid"
    wait_until(lambda: note.exists() and note.read_text() != "", "the program")
    pid = int(note.read_text())
    process.kill()
    process.wait()
    wait_until(lambda: not is_alive(pid), "the end of the program")


def test_check_port_names_a_port_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Cannot listen on port {port}.*\n.*make run PORT={port + 1}"):
            supervisor.check_port("127.0.0.1", port)


def test_check_port_accepts_a_free_port():
    assert supervisor.check_port("127.0.0.1", free_port()) is None


def test_lock_refuses_a_second_supervisor(tmp_path):
    with supervisor.lock(tmp_path):
        with pytest.raises(SystemExit, match=f"already runs on this data folder, as process {os.getpid()}"):
            supervisor.lock(tmp_path)
    supervisor.lock(tmp_path).close()


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def web() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_watch_says_the_address_once_the_web_answers(tmp_path, web):
    said: list[str] = []
    running = Supervisor([], tmp_path, say=said.append)
    watch = supervisor.Watch("127.0.0.1", web, "It runs", None)
    watch(running)
    watch.next_look = 0
    watch(running)
    assert said == ["It runs"]


def test_watch_says_nothing_before_the_web_answers(tmp_path):
    said: list[str] = []
    watch = supervisor.Watch("127.0.0.1", free_port(), "It runs", None)
    watch(Supervisor([], tmp_path, say=said.append))
    assert said == []
    assert not watch.ready


def test_watch_makes_the_broker_folder_anew_and_restarts_what_uses_it(tmp_path):
    programs = [Program("worker", SLEEPS), Program("beat", SLEEPS)]
    run = Running(tmp_path, programs)
    watch = supervisor.Watch("127.0.0.1", free_port(), "It runs", tmp_path / "broker")
    run.go(
        once(lambda: watch(run.supervisor)),
        lambda: all(program.restarts == 1 for program in programs),
    )
    assert (tmp_path / "broker/messages").is_dir()
    assert (tmp_path / "broker/bindings").is_dir()
    assert run.said[0] == "The broker's folder was missing and has been made anew"


def test_banner_names_address_and_demonstration_accounts():
    text = supervisor.banner("http://localhost:8000", demonstration=True)
    assert "http://localhost:8000" in text
    assert "mercury-demo" in text
    assert text.count("@demo.example") == 12
    assert "@demo.example" not in supervisor.banner("http://localhost:8000", demonstration=False)
