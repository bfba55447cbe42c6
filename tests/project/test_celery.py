"""The motor: what it promises about lost workers, lost brokers and time."""

import socket

import pytest
from celery import current_app
from kombu.exceptions import OperationalError

from portal import celery as motor
from portal.records.jobs import LEASE
from tests.infra.processes import free_port
from tests.infra.services import redis


def test_message_survives_a_killed_worker():
    conf = motor.app.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1


def test_lease_and_visibility_outlast_the_hard_time_limit():
    conf = motor.app.conf
    assert conf.task_soft_time_limit < conf.task_time_limit
    assert conf.task_time_limit < LEASE.total_seconds()
    options = motor.transport_options("redis://localhost/0", None)
    assert conf.task_time_limit < options["visibility_timeout"]
    assert options["unacked_restore_throttle"] == 1


def test_every_scheduled_task_exists_and_expires_before_the_next():
    current_app.loader.import_default_modules()
    for name, entry in motor.app.conf.beat_schedule.items():
        assert entry["task"] in current_app.tasks, name
        assert entry["options"]["expires"] <= entry["schedule"]


def test_broker_folders_are_made_once(tmp_path):
    assert motor.make_broker_folders(tmp_path / "broker")
    assert not motor.make_broker_folders(tmp_path / "broker")
    assert all(folder.is_dir() for folder in motor.broker_folders(tmp_path / "broker"))


def test_message_reaches_the_file_system_broker(tmp_path):
    app = app_on("filesystem://", tmp_path)
    motor.make_broker_folders(tmp_path)
    app.send_task("publishing.sweep", retry=False)
    assert len(list((tmp_path / "messages").glob("*.msg"))) == 1


def test_broker_that_is_gone_is_given_up_at_once(tmp_path):
    app = app_on(f"redis://127.0.0.1:{free_port()}/0", tmp_path)
    with pytest.raises(OperationalError, match="refused"):  # by default it would try again for ever
        app.send_task("publishing.sweep", retry=False)


def test_broker_that_hangs_is_given_up(tmp_path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        app = app_on(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", tmp_path)
        with pytest.raises(OperationalError, match="Timeout"):
            app.send_task("publishing.sweep", retry=False)


@pytest.mark.parametrize("there", [True, False])
def test_broker_answers_tells_whether_the_file_broker_is_there(settings, tmp_path, there):
    settings.BROKER_URL, settings.BROKER_DIR = "filesystem://", tmp_path
    if there:
        motor.make_broker_folders(tmp_path)
    assert motor.broker_answers() is there


def test_broker_answers_says_no_when_redis_is_gone(settings, monkeypatch, tmp_path):
    address = f"redis://127.0.0.1:{free_port()}/0"
    settings.BROKER_URL = address
    monkeypatch.setattr(motor, "app", app_on(address, tmp_path))
    assert not motor.broker_answers()


def test_broker_answers_says_yes_when_redis_is_there(settings, monkeypatch, tmp_path):
    with redis() as address:
        settings.BROKER_URL = f"{address}/0"
        monkeypatch.setattr(motor, "app", app_on(f"{address}/0", tmp_path))
        assert motor.broker_answers()


def app_on(address, folder):
    """A Celery application set up as ours, on another broker; the current one stays as it is."""
    app = motor.Celery("other", set_as_current=False)
    app.conf.update(
        motor.configuration()
        | {
            "broker_url": address,
            "broker_transport_options": motor.transport_options(address, folder),
        }
    )
    return app
