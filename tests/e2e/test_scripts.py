"""The small scripts of the pages, in a real browser, against answers that the test itself gives."""

import json
import mimetypes
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route, expect

STATIC = Path(__file__).resolve().parents[2] / "portal" / "static"
HOME = "http://portal.test"
HEAD = '<!doctype html><html lang="en"><title>x</title><script type="module" src="/static/js/portal.js"></script>'


class Server:
    """Answers what the test tells it to; remembers what was sent."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.answers: list[tuple[int, object]] = []
        self.posts: list[tuple[dict[str, str], str]] = []
        self.broken = False

    def handle(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOME).split("?")[0].split("#")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])
        elif route.request.method == "POST" or path.startswith("/json"):
            self.posts.append((route.request.headers, route.request.post_data or ""))
            if self.broken:
                route.abort()
                return
            status, answer = (
                self.answers.pop(0) if self.answers else (200, {"version": 9, "saved_at": "14:02"})
            )
            route.fulfill(status=status, body=json.dumps(answer), content_type="application/json")
        else:
            route.fulfill(
                body=HEAD + self.pages.get(path, "<p>elsewhere"), content_type="text/html; charset=utf-8"
            )


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def show(browser: Browser, server: Server) -> Iterator[Callable[[str], Page]]:
    """Return a function that shows a page body and returns the page."""
    context = browser.new_context(viewport={"width": 800, "height": 700})
    context.route("**/*", server.handle)
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))

    def show_page(body: str) -> Page:
        server.pages["/form"] = body
        page.goto(f"{HOME}/form", wait_until="networkidle")
        return page

    yield show_page
    context.close()
    assert faults == []


def autosave_form(text: str = "", version: int = 3) -> str:
    status = render_to_string("components/save_status.html")
    return (
        f'{status}<form method="post" action="/form" data-autosave data-guard>'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="secret">'
        f'<input type="hidden" name="version" value="{version}">'
        f'<textarea name="text" aria-label="Text">{text}</textarea>'
        '<input type="checkbox" name="area" value="asgm" aria-label="A">'
        '<input name="email" aria-label="E">'
        '<input type="radio" name="kind" value="ngo" aria-label="N"><button>Send</button></form>'
    )


def test_autosave_sends_form_and_takes_the_new_version(show, server):
    page = show(autosave_form())
    server.answers = [(200, {"version": 4, "saved_at": "14:02"})]
    page.locator("textarea").fill("Words")
    expect(page.locator("[data-save-status]")).to_have_text("Saved at 14:02")
    headers, body = server.posts[0]
    assert headers["x-autosave"] == "1"
    assert "Words" in body
    assert page.locator("[name=version]").input_value() == "4"
    assert page.evaluate("sessionStorage.length") == 0


def test_autosave_of_an_older_text_offers_to_compare_and_stops(show, server):
    page = show(autosave_form())
    server.answers = [(409, {"conflict_url": "/conflict"})]
    page.locator("textarea").fill("Mine")
    expect(page.get_by_role("link", name="Compare both texts")).to_have_attribute("href", "/conflict")
    page.locator("textarea").fill("Mine, longer")
    time.sleep(2)
    assert len(server.posts) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_signed_out_person_finds_every_word_again(show, server, status):
    page = show(autosave_form())
    server.answers = [(status, {})]
    page.locator("textarea").fill("Kept")
    page.locator("[name=area]").check()
    page.locator("[name=kind]").check()
    expect(page.locator("[data-save-status]")).to_contain_text("no longer signed in")
    assert "secret" not in page.evaluate("sessionStorage.getItem('kept:/form')")
    page = show(autosave_form())
    expect(page.locator("textarea")).to_have_value("Kept")
    expect(page.locator("[name=area]")).to_be_checked()
    expect(page.locator("[name=kind]")).to_be_checked()
    expect(page.locator("[data-save-status]")).to_contain_text("brought back")


def test_refused_autosave_says_why_and_is_not_tried_again(show, server):
    page = show(autosave_form())
    server.answers = [(403, {"reason": "This part of the letter was sent."})]
    page.locator("textarea").fill("Late words")
    expect(page.locator("[data-save-status]")).to_have_text("This part of the letter was sent.")
    assert "Late words" in page.evaluate("sessionStorage.getItem('kept:/form')")


def test_malformed_field_is_named_and_only_it_is_kept_and_brought_back(show, server):
    page = show(autosave_form())
    server.answers = [
        (
            200,
            {"version": 4, "saved_at": "14:02", "not_saved": [{"name": "email", "label": "E-mail address"}]},
        )
    ]
    page.locator("textarea").fill("Stored")
    page.locator("[name=email]").fill("half@")
    status = page.locator("[data-save-status]")
    expect(status).to_have_text("Saved at 14:02, except: E-mail address. Please correct it.")
    kept = json.loads(page.evaluate("sessionStorage.getItem('kept:/form')"))
    assert kept["fields"] == [["email", "half@"]]
    page = show(autosave_form("Stored", version=4))
    expect(page.locator("[name=email]")).to_have_value("half@")
    expect(page.locator("[name=version]")).to_have_value("4")
    page.locator("[name=email]").fill("half@example.org")
    expect(status).to_have_text("Saved at 14:02")
    assert page.evaluate("sessionStorage.length") == 0


def test_kept_words_are_compared_with_a_newer_version(show, server):
    page = show(autosave_form())
    server.broken = True
    page.locator("textarea").fill("Old words")
    expect(page.locator("[data-save-status]")).to_contain_text("does not answer")
    server.broken = False
    server.answers = [(409, {"conflict_url": "/conflict"})]
    page = show(autosave_form("Newer words", version=7))
    expect(page.get_by_role("link", name="Compare both texts")).to_have_attribute("href", "/conflict")
    expect(page.locator("textarea")).to_have_value("Old words")
    assert 'name="version"\r\n\r\n3' in server.posts[-1][1]


def test_words_that_were_sent_do_not_come_back(show, server):
    page = show(autosave_form())
    page.locator("textarea").fill("Sent")
    page.get_by_role("button").click()
    page = show(autosave_form("Sent, then changed elsewhere", version=7))
    expect(page.locator("textarea")).to_have_value("Sent, then changed elsewhere")
    assert page.evaluate("sessionStorage.length") == 0


def test_word_count_follows_the_rule_of_the_server(show):
    output = (
        '<p id="c" data-count-for="t" data-text="[count] of 5 words" '
        'data-over-text="[count] of 5 words: please shorten">At most</p>'
    )
    page = show(f'<textarea id="t" data-max-words="5" aria-label="T"></textarea>{output}')
    count = page.locator("#c")
    for text, said in (
        ("", "0 of 5 words"),
        ("one  two\n– … 3", "3 of 5 words"),
        ("l’eau état 水银 العربية -", "4 of 5 words"),
        ("a b c d e f", "6 of 5 words: please shorten"),
    ):
        page.locator("textarea").fill(text)
        expect(count).to_have_text(said)
    expect(count).to_have_attribute("data-over", "")


def test_progress_shows_the_result_when_it_is_ready(show, server):
    server.answers = [
        (200, {"state": "running", "text": "Half", "percent": 50}),
        (200, {"state": "done", "text": "Ready", "url": "/letter.pdf", "label": "Open the PDF"}),
    ]
    body = render_to_string(
        "components/progress.html", {"title": "Being made", "url": "/form", "json_url": "/json"}
    )
    page = show(body)
    expect(page.get_by_role("link", name="Open the PDF")).to_have_attribute("href", "/letter.pdf")
    expect(page.locator(".progress__title")).to_have_text("Ready")
    expect(page.locator("progress")).to_have_count(0)


def test_form_is_sent_once_however_often_one_presses(show, server):
    page = show('<form method="post" action="/form"><button>Send</button></form>')
    page.evaluate(
        """() => {
          window.passed = 0;
          const form = document.querySelector("form");
          form.addEventListener("submit", (event) => {
            if (!event.defaultPrevented) window.passed += 1;
            event.preventDefault();
          });
          for (let press = 0; press < 4; press += 1) form.querySelector("button").click();
        }"""
    )
    assert page.evaluate("window.passed") == 1
    expect(page.locator("button")).to_have_attribute("aria-disabled", "true")


def test_unsaved_words_are_guarded_until_sent(show):
    page = show('<form method="post" action="/form" data-guard><input name="a" aria-label="A"></form>')
    page.locator("input").fill("x")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{HOME}/other")
    assert asked == ["beforeunload"]


def test_error_summary_takes_focus_and_leads_into_the_field(show):
    page = show(
        '<div data-error-summary tabindex="-1"><a href="#id_name">Say who you are</a></div>'
        '<div class="field"><label for="id_name">Name</label><input id="id_name"></div>'
    )
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "id_name"
