"""The Celery application: only a motor. What is to be done stands in database rows (portal.records.jobs).

A message is a nudge that may be lost; the sweeps below find what was missed. A task that a lost worker had
taken is delivered again (late acknowledgement), and the row's lease keeps two workers from doing it twice.
"""

import os
import warnings
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# Seconds. portal.records.jobs.LEASE is longer than HARD_LIMIT, and so is Redis's visibility timeout.
SOFT_LIMIT = 90
HARD_LIMIT = 120
VISIBILITY_TIMEOUT = 300
PUBLISH_TIMEOUT = 0.5
ANSWER_TIMEOUT = 2

# Said at every start as root; whoever runs the portal so, in a container or on a test machine, knows it.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

app = Celery("portal")


def broker_folders(broker_dir: Path) -> tuple[Path, ...]:
    """Return the folders that the file-system broker needs; they must exist before it is used."""
    return broker_dir / "messages", broker_dir / "bindings"


def make_broker_folders(broker_dir: Path) -> bool:
    """Create the missing folders of the file-system broker; return whether any was missing."""
    missing = [folder for folder in broker_folders(broker_dir) if not folder.is_dir()]
    for folder in missing:
        folder.mkdir(parents=True, exist_ok=True)
    return bool(missing)


def transport_options(broker_url: str, broker_dir: Path) -> dict[str, Any]:
    """Return what the chosen broker needs to answer fast or fail fast."""
    if broker_url.startswith("filesystem:"):
        messages, bindings = broker_folders(broker_dir)
        return {
            "data_folder_in": str(messages),
            "data_folder_out": str(messages),
            "control_folder": str(bindings),
            # Seconds between looks into the folder, also after each task: half a second lets a code for signing in
            # wait a minute behind a hundred mails.
            "polling_interval": 0.1,
        }
    return {
        "visibility_timeout": VISIBILITY_TIMEOUT,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": PUBLISH_TIMEOUT,
        "socket_timeout": ANSWER_TIMEOUT,
        "socket_keepalive": True,
        # A request that nudges does not wait for a broker that is gone.
        "max_retries": 0,
        "interval_start": 0,
    }


def configuration() -> dict[str, Any]:
    """Read Django's settings when the application is first used."""
    from django.conf import settings

    url = settings.BROKER_URL
    return {
        "broker_url": "filesystem://localhost" if url == "filesystem://" else url,
        "broker_transport_options": transport_options(url, settings.BROKER_DIR),
        "broker_connection_timeout": PUBLISH_TIMEOUT,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "task_publish_retry": False,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_soft_time_limit": SOFT_LIMIT,
        "task_time_limit": HARD_LIMIT,
        "worker_prefetch_multiplier": 1,
        "worker_enable_remote_control": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "worker_max_tasks_per_child": 200,
        "timezone": "UTC",
        "enable_utc": True,
        "beat_schedule_filename": str(settings.DATA_DIR / "beat-schedule"),
        "beat_schedule": {
            "publishing.sweep": {
                "task": "publishing.sweep",
                "schedule": 10,
                "options": {"expires": 10},
            },
            "mail.sweep": {
                "task": "mail.sweep",
                "schedule": 10,
                "options": {"expires": 10},
            },
            "mail.send_digests": {
                "task": "mail.send_digests",
                "schedule": 900,
                "options": {"expires": 800},
            },
            "mail.purge_notices": {
                "task": "mail.purge_notices",
                "schedule": 86400,
                "options": {"expires": 80000},
            },
            "files.sweep": {
                "task": "files.sweep",
                "schedule": 600,
                "options": {"expires": 600},
            },
            "partners.sweep_imports": {
                "task": "partners.sweep_imports",
                "schedule": 30,
                "options": {"expires": 30},
            },
            "partners.remind_information_requests": {
                "task": "partners.remind_information_requests",
                "schedule": 3600,
                "options": {"expires": 3000},
            },
            "partners.ask_to_confirm": {
                "task": "partners.ask_to_confirm",
                "schedule": 3600,
                "options": {"expires": 3000},
            },
            "meetings.remind_of_seats": {
                "task": "meetings.remind_of_seats",
                "schedule": 3600,
                "options": {"expires": 3000},
            },
            "meetings.typeset_guiding_texts": {
                "task": "meetings.typeset_guiding_texts",
                "schedule": 3600,
                "options": {"expires": 3000},
            },
            "meetings.keep_structure": {
                "task": "meetings.keep_structure",
                "schedule": 3600,
                "options": {"expires": 3000},
            },
            "meetings.tell_of_terms": {
                "task": "meetings.tell_of_terms",
                "schedule": 3600,
                "options": {"expires": 3000},
            },
            "accounts.clear_sessions": {
                "task": "accounts.clear_sessions",
                "schedule": 86400,
                "options": {"expires": 80000},
            },
            "partners.clear_old_messages": {
                "task": "partners.clear_old_messages",
                "schedule": 86400,
                "options": {"expires": 80000},
            },
            "partners.purge_claimed_drafts": {
                "task": "partners.purge_claimed_drafts",
                "schedule": 86400,
                "options": {"expires": 80000},
            },
            "partners.purge_unclaimed_drafts": {
                "task": "partners.purge_unclaimed_drafts",
                "schedule": 86400,
                "options": {"expires": 80000},
            },
        },
    }


# A function, so that importing this module reads no settings.
app.add_defaults(configuration)
app.autodiscover_tasks()


@setup_logging.connect
def use_django_logging(**kwargs: Any) -> None:
    """Keep Celery from setting up logging of its own: the settings have done it."""


def broker_answers() -> bool:
    """Ask whether the broker can be reached now."""
    from django.conf import settings

    if settings.BROKER_URL.startswith("filesystem:"):
        return all(folder.is_dir() for folder in broker_folders(settings.BROKER_DIR))
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=PUBLISH_TIMEOUT)
    except Exception:  # whatever a transport raises: the answer is that it does not answer
        return False
    return True
