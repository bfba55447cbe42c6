"""A real browser in front of the running portal.

Every test of this folder is marked ``e2e``; one that also runs on PostgreSQL and Redis adds
``@pytest.mark.journey``. These tests never touch the test database: what they see is ``stack``, the running
portal with its demonstration data; ``stack.manage(...)`` and ``stack.shell(...)`` reach its own.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.e2e.people import sign_in
from tests.infra.markup import Vnu, axe_findings, running_vnu
from tests.infra.stack import Stack

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HERE = Path(__file__).parent
# How long a page may take before a test gives up: a busy machine is no defect of the portal. Speed is for bench/.
PATIENCE_MS = 60_000

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium of Debian for all tests."""
    # Playwright keeps an event loop in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser, stack: Stack) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page in a browser profile of its own: a person at another machine.

    Arguments are those of Playwright's new_context, such as ``java_script_enabled=False``. An error of the
    page's scripts, an error in its console, or anything the content security policy refused, fails the test at
    its end.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda message: note(page, message))

    def note(page: Page, message: ConsoleMessage) -> None:
        # Chromium also notes every answer of 4xx in the console: pages that refuse something are meant.
        refused = message.text.startswith("Failed to load resource") and " 4" in message.text
        if "Content Security Policy" in message.text or (message.type == "error" and not refused):
            faults.append(f"{page.url}: {message.text}")

    def open_page(**options: object) -> Page:
        options = {
            "base_url": stack.url,
            "viewport": {"width": 1280, "height": 900},
            "locale": "en-GB",
        } | options
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", watch)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="session")
def sessions(browser: Browser, stack: Stack) -> Callable[[str], dict[str, object]]:
    """Return a function from a demonstration address to the cookies of its signed-in browser, signed in once."""
    states: dict[str, dict[str, object]] = {}

    def state(email: str) -> dict[str, object]:
        if email not in states:
            context = browser.new_context(base_url=stack.url)
            sign_in(context.new_page(), email)
            states[email] = context.storage_state()
            context.close()
        return states[email]

    return state


@pytest.fixture
def page_of(
    new_page: Callable[..., Page], sessions: Callable[[str], dict[str, object]]
) -> Callable[..., Page]:
    """Return a function that opens a page in which a demonstration account is signed in: ``page_of("officer")``."""

    def open_page(name: str, **options: object) -> Page:
        return new_page(storage_state=sessions(f"{name}@demo.example"), **options)

    return open_page


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page on a wide screen."""
    return new_page()


@pytest.fixture
def narrow_page(new_page: Callable[..., Page]) -> Page:
    """A page 320 pixels wide."""
    return new_page(viewport={"width": 320, "height": 640})


@pytest.fixture
def plain_page(new_page: Callable[..., Page]) -> Page:
    """A page without JavaScript."""
    return new_page(java_script_enabled=False)


@pytest.fixture(scope="session")
def vnu() -> Iterator[Vnu]:
    """Return a function from a page's source to the findings of the Nu HTML checker."""
    with running_vnu() as checker:
        yield checker


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Return a function from a page to axe-core's findings."""
    return axe_findings


@pytest.fixture
def mail_code(stack: Stack) -> Callable[[str], str]:
    """Return a function from an address to the code of the newest mail it got."""
    return stack.mail_code
