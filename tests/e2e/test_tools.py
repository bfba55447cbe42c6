"""The judges of pages work: they find what is wrong in a page that is wrong, and the home page opens."""

import pytest
from playwright.sync_api import Page

BAD_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Bad</title></head>
<body><main><h1>Bad</h1><img src="data:," class="a" class="b">
<p style="color:#ccc;background:#fff">faint</p></main></body></html>
"""


@pytest.mark.journey
def test_home_page_opens(page: Page):
    assert page.goto("/en/").status == 200
    assert page.locator("h1").count() == 1


def test_axe_finds_a_missing_text_and_a_faint_one(new_page, axe):
    page = new_page()
    page.set_content(BAD_PAGE)
    found = " ".join(axe(page))
    assert "image-alt" in found
    assert "color-contrast" in found


def test_html_checker_finds_a_double_attribute(vnu):
    assert any("Duplicate attribute" in finding for finding in vnu(BAD_PAGE))


def test_page_without_script_has_no_script(plain_page: Page):
    plain_page.set_content("<noscript>none</noscript><script>document.title = 'script'</script>")
    assert plain_page.title() == ""
