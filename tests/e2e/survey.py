"""Looks at one page after the other, wide and narrow, and notes what is wrong with each."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Response

from tests.infra.markup import Vnu, axe_findings

WIDE, NARROW = 1280, 320
# In the admin our own part is judged. Wagtail's has findings of its own: its menu and header outside of #main, and
# in it the heading over a filtered list (aria-allowed-role: h2 with role="alert") and messages that fade in (contrast).
WAGTAIL = ("#main", "h2[role=alert], .messages")
# The HTML checker guesses the language from the words; where people write in another one it guesses theirs.
GUESS = "This document appears to be written in"
# Markup, template or entity that a reader sees as text.
RAW = re.compile(r"</?[a-z]+[ >]|<\w+ \w+=|\{\{|\{%|&(?:amp|lt|gt|quot|nbsp|#\d+);|%\(\w+\)s")
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((node) => node.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 3).map((node) => node.outerHTML.slice(0, 120))"""


class Survey:
    """Judges what a page shows. ``findings`` must be empty at the end.

    ``PORTAL_SHOTS`` names a folder in which pictures of all pages are kept.
    """

    def __init__(self, page: Page, vnu: Vnu, *, admin: bool = False) -> None:
        self.page = page
        self.vnu = vnu
        self.admin = admin
        self.findings: list[str] = []
        self.seen = 0
        self._answer: Response | None = None
        folder = os.environ.get("PORTAL_SHOTS")
        self.folder = Path(folder) if folder else None
        page.on("response", self._note)

    def _note(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            if not 300 <= response.status < 400:
                self._answer = response

    def visit(self, name: str, url: str, status: int = 200) -> None:
        """Open a page and judge it; another status than expected is a finding."""
        self.page.goto(url)
        self.judge(name, status)

    def judge(self, name: str, status: int = 200) -> None:
        """Judge the page that is open, wide and narrow."""
        self.seen += 1
        self.page.wait_for_load_state()  # a link that was pressed just now: the next page, whole
        self.page.locator("main").first.wait_for()
        answer = self._answer
        assert answer is not None, f"{name}: no page is open"
        if answer.status != status:
            self.findings.append(f"{name}: {answer.url} answered {answer.status}, not {status}")
            return
        if not self.admin:
            found = [finding for finding in self.vnu(answer.text()) if GUESS not in finding]
            self.findings += [f"{name}, HTML: {finding}" for finding in found]
        if raw := RAW.search(self.page.locator("body").inner_text()):
            self.findings.append(f"{name}: shows {raw.group()!r} as text")
        for width in (WIDE, NARROW):
            self.page.set_viewport_size({"width": width, "height": 900})
            self._judge_at(name, width)
        self.page.set_viewport_size({"width": WIDE, "height": 900})

    def _judge_at(self, name: str, width: int) -> None:
        if not self.admin and self.page.evaluate("document.scrollingElement.scrollWidth") > width:
            culprits = self.page.evaluate(TOO_WIDE)
            self.findings.append(f"{name} at {width}: scrolls sideways because of {culprits}")
        findings = axe_findings(self.page, *(WAGTAIL if self.admin else ()))
        self.findings += [f"{name} at {width}: {finding}" for finding in findings]
        if self.folder:
            file = re.sub(r"[^\w-]+", "-", name.lower())
            self.page.screenshot(path=self.folder / f"{file}-{width}.png", full_page=True)

    def close(self, at_least: int) -> None:
        """Fail with everything that was found; also when fewer pages were looked at than meant."""
        assert not self.findings, f"{len(self.findings)} findings:\n" + "\n".join(self.findings)
        assert self.seen >= at_least, f"only {self.seen} pages were looked at"


Surveyor = Callable[..., Survey]
