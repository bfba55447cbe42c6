"""Settings of the measurements: the portal's own, with one address more that does nothing."""

import logging

import structlog

from portal.celery import make_broker_folders
from portal.settings import *  # noqa: F403
from portal.settings import BROKER_DIR, MAIL_DIR, MEDIA_ROOT, PRIVATE_DIR, PUBLICATIONS_DIR

ROOT_URLCONF = "bench.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Requests are measured without the lines that development prints about them.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
make_broker_folders(BROKER_DIR)
for folder in (MAIL_DIR, MEDIA_ROOT, PRIVATE_DIR, PUBLICATIONS_DIR):
    folder.mkdir(parents=True, exist_ok=True)
