"""What all tests share.

Databases: SQLite as a file, or PostgreSQL when ``DATABASE_URL`` says so (``python -m tests.infra.services pytest``).
Tests run in a transaction that is rolled back. Only races ask for ``transaction=True``: the flush after such a
test would also take the root page, the site and everything else that migrations and post-migrate built, so they
say ``@pytest.mark.django_db(transaction=True, serialized_rollback=True)``.

Nothing is eager: a test that wants the worker's part done calls ``run_jobs()``.
"""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.infra.prepared import begin_with_a_copy
from tests.infra.stack import Stack, running_stack

hypothesis.settings.register_profile(
    "portal",
    deadline=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("portal")


# Every address asked in every way: what these pass through is proved, and measured, by the tests of its own app.
# Measuring them too would make the suite a third longer, and hide what no other test reaches.
HERE = Path(__file__).resolve().parent
NOT_MEASURED = (HERE / "hostile", HERE / "permissions", HERE / "e2e")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Say which test goes to which process; asked by pytest-xdist where it is in use."""
    from tests.infra.scheduling import FilesTogether

    return FilesTogether(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the database in use makes senseless."""
    wanted, unwanted = [], []
    for item in items:
        if any(folder in item.path.parents for folder in NOT_MEASURED):
            item.add_marker(pytest.mark.no_cover)
        marks = {mark.name for mark in item.iter_markers()}
        if connection.vendor == "postgresql":
            leave_out = "sqlite" in marks or ("e2e" in marks and "journey" not in marks)
        else:
            leave_out = "postgres" in marks
        (unwanted if leave_out else wanted).append(item)
    if unwanted:
        config.hook.pytest_deselected(items=unwanted)
        items[:] = wanted


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: looking for rubbish in it takes a tenth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_use_migrations: bool
) -> None:
    """Test databases are copies of the one that this run has migrated."""
    if django_db_use_migrations:
        begin_with_a_copy(connection.creation)


@pytest.fixture(scope="session", autouse=True)
def audit_triggers_lifted_for_flush() -> Iterator[None]:
    """The audit trail refuses deletion, also by the flush after a transactional test: lift that for the flush."""
    from portal.records.triggers import lifted

    original = BaseDatabaseOperations.execute_sql_flush

    def flush(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with lifted(self.connection.alias):
            original(self, sql_list)

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = original


@pytest.fixture(autouse=True)
def fresh_surroundings() -> Iterator[None]:
    """Each test begins with an empty cache and in English: limits and languages of one do not reach the next."""
    from partners.name_index import forget

    cache.clear()
    forget()
    translation.activate(settings.LANGUAGE_CODE)
    yield


@pytest.fixture
def run_jobs() -> Callable[[], dict[str, int]]:
    """Return a function that does the worker's part: PDFs first, then mails, until nothing is due.

    It calls the task functions directly, as the worker would after a sweep, and returns how many of each ran.
    """
    from celery import current_app

    from portal.mail.models import OutboundEmail
    from portal.publishing.models import PdfJob

    current_app.loader.import_default_modules()

    def run() -> dict[str, int]:
        done = {"publishing.make_pdf": 0, "mail.send": 0}
        for _round in range(10):
            due = [
                (task, pk) for task, model in kinds for pk in model.objects.due().values_list("pk", flat=True)
            ]
            if not due:
                return done
            for task, pk in due:
                current_app.tasks[task](pk)
                done[task] += 1
        raise AssertionError(f"Jobs are due again and again: {due}")

    kinds = (("publishing.make_pdf", PdfJob), ("mail.send", OutboundEmail))
    return run


@pytest.fixture
def assert_query_parity() -> Callable[..., int]:
    """Return a check that a page makes the same number of queries with more rows, and not too many.

    ``load`` loads the page, ``grow`` adds two or more rows. Returns the number of queries. The index of names,
    kept per process, follows the growth before queries are counted: that is three queries after each change.
    """
    from partners.name_index import name_index

    def check(load: Callable[[], object], grow: Callable[[], object], *, at_most: int = 25) -> int:
        load()  # fills what is cached per process
        with CaptureQueriesContext(connection) as few:
            load()
        grow()
        name_index()
        with CaptureQueriesContext(connection) as many:
            load()
        statements = "\n".join(query["sql"] for query in many)
        assert len(few) == len(many), f"{len(few)} queries became {len(many)}:\n{statements}"
        assert len(many) <= at_most, f"{len(many)} queries:\n{statements}"
        return len(many)

    return check


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The running portal with demonstration data: web, worker and beat. For tests marked ``e2e``."""
    with running_stack(tmp_path_factory.mktemp("stack")) as running:
        yield running
