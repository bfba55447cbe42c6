"""Settings of the tests: the portal's own, with everything that is written kept below one throwaway folder.

``PORTAL_DATA_DIR`` names that folder when one wants to keep it (for ``--reuse-db``); each process of pytest-xdist
has its own part of it, and on Redis its own two databases.
"""

import atexit
import os
import shutil
import tempfile
import uuid
from pathlib import Path
from urllib.parse import urlsplit

# Processes of pytest-xdist inherit the environment of the first one: it notes here where the folder is.
if "PORTAL_TEST_DIR" not in os.environ:
    if os.environ.get("PORTAL_DATA_DIR"):
        base = Path(os.environ["PORTAL_DATA_DIR"]) / "test"
    else:
        base = Path(tempfile.mkdtemp(prefix="portal-test-"))
        owner = os.getpid()
        atexit.register(lambda: os.getpid() == owner and shutil.rmtree(base, ignore_errors=True))
    os.environ["PORTAL_TEST_DIR"] = str(base)
    os.environ["PORTAL_TEST_RUN"] = uuid.uuid4().hex  # tests/infra/prepared.py

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
NUMBER = int(WORKER.removeprefix("gw"))
TEST_DIR = Path(os.environ["PORTAL_TEST_DIR"])
os.environ["PORTAL_DATA_DIR"] = str(TEST_DIR / WORKER)
Path(os.environ["PORTAL_DATA_DIR"]).mkdir(parents=True, exist_ok=True)


def own_redis_database(url: str, number: int) -> str:
    """Return the address with another database number; addresses of other servers stay as they are."""
    return urlsplit(url)._replace(path=f"/{number}").geturl() if url.startswith("redis") else url


# Databases 0 and 1 belong to the running portal of the browser tests (tests/infra/stack.py).
for name, number in (("BROKER_URL", 2 + 2 * NUMBER), ("CACHE_URL", 3 + 2 * NUMBER)):
    if os.environ.get(name):
        os.environ.setdefault(f"PORTAL_STACK_{name}", os.environ[name])
        os.environ[name] = own_redis_database(os.environ[name], number)

from portal.celery import make_broker_folders  # noqa: E402
from portal.settings import *  # noqa: E402, F403
from portal.settings import BROKER_DIR, MAIL_DIR, MEDIA_ROOT, PRIVATE_DIR, PUBLICATIONS_DIR, STATIC_ROOT  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
make_broker_folders(BROKER_DIR)
for folder in (MAIL_DIR, MEDIA_ROOT, PRIVATE_DIR, PUBLICATIONS_DIR, STATIC_ROOT):
    folder.mkdir(parents=True, exist_ok=True)
