"""The two judges of pages: axe-core inside the browser, the Nu HTML checker as a service of its own."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from playwright.sync_api import Page

from tests.infra.processes import accepts_connections, end_with_parent, free_port, stop, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules/axe-core/axe.min.js"
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")


def axe_findings(page: Page, within: str = "", without: str = "") -> list[str]:
    """Return one line per element that breaks a rule of axe-core, on the page as it stands now.

    All rules up to WCAG 2.2 AA and the best practices are on, also those that are off by default (target size).
    ``within`` is a selector that narrows the look to a part of the page, ``without`` one that is left out.
    """
    if not page.evaluate("typeof window.axe !== 'undefined'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    context = {"include": [[within or "html"]], "exclude": [[without]] if without else []}
    result = page.evaluate(
        "([context, tags]) => axe.run(context,"
        " {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        [context, list(AXE_TAGS)],
    )
    return [
        f"{violation['id']}: {violation['help']} at {' '.join(map(str, node['target']))} {node['html'][:160]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


class Vnu:
    """The Nu HTML checker as it answers on a port."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/?out=json"

    def __call__(self, html: str) -> list[str]:
        """Return one line per error or warning in a page's source."""
        request = Request(self.url, html.encode(), {"Content-Type": "text/html; charset=utf-8"})
        with urlopen(request, timeout=60) as response:
            messages = json.load(response)["messages"]
        return [
            f"line {message.get('lastLine', '?')}: {message['message']} {message.get('extract', '').strip()[:160]}"
            for message in messages
            if message["type"] != "info" or message.get("subType") == "warning"
        ]


@contextmanager
def running_vnu() -> Iterator[Vnu]:
    """Start one checker for many pages: starting Java for each would take longer than the tests."""
    port = free_port()
    process = subprocess.Popen(
        [
            *("java", "-Dnu.validator.servlet.bind-address=127.0.0.1"),
            *("-cp", str(VNU), "nu.validator.servlet.Main", str(port)),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=end_with_parent(),
    )
    try:
        wait_until(lambda: accepts_connections(port), "the HTML checker")
        yield Vnu(port)
    finally:
        stop(process)
