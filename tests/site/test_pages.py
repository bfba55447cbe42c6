"""Home, standard pages, section texts, sitemap and robots."""

import json

import pytest
from django.core.management import call_command
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override
from wagtail.models import Locale, Page, Site

from portal.site.models import HomePage, PortalImage, SectionFrame, StandardPage
from portal.site.setup import FRAMES, PAGES, blocks_of, set_up_site
from tests.factories import UserFactory, partner

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "fr", "es"]


@pytest.mark.parametrize(
    ("accepted", "home"), [("fr-CH,fr;q=0.9", "/fr/"), ("es", "/es/"), ("de,ja;q=0.5", "/en/"), ("", "/en/")]
)
def test_root_leads_to_the_language_of_the_browser(client, accepted, home):
    assert client.get("/", headers={"accept-language": accepted}).url == home


@pytest.mark.parametrize(
    ("code", "words"), [("en", "Areas of work"), ("fr", 'lang="fr"'), ("es", 'lang="es"')]
)
def test_home_page_of_each_language(client, code, words):
    answer = client.get(f"/{code}/")
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert len(answer.context["areas"]) == 8


def test_home_page_makes_a_fixed_number_of_queries(client, assert_query_parity):
    assert_query_parity(lambda: client.get("/en/"), lambda: [partner(), partner()])


@pytest.mark.parametrize(
    "path",
    [
        "/en/about/",
        "/fr/a-propos/",
        "/es/acerca/",
        "/en/privacy/",
        "/fr/confidentialite/",
        "/es/accesibilidad/",
        "/en/contact/",
    ],
)
def test_standard_pages_are_there(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == path[1:3]


def test_standard_pages_are_translations_of_each_other():
    english = StandardPage.objects.get(locale__language_code="en", slug="privacy")
    slugs = set(english.get_translations().values_list("slug", flat=True))
    assert slugs == {"confidentialite", "privacidad"}


def test_footer_links_the_standard_pages(client):
    page = client.get("/fr/").content.decode()
    assert 'href="/fr/confidentialite/"' in page


def test_language_switch_leads_to_the_translation(client):
    page = client.get("/en/privacy/").content.decode()
    assert 'href="/fr/confidentialite/"' in page


def test_set_up_leaves_one_home_per_language_and_no_welcome_page():
    assert sorted(HomePage.objects.values_list("locale__language_code", flat=True)) == ["en", "es", "fr"]
    assert Page.objects.filter(depth=2).count() == 3
    site = Site.objects.get()
    assert site.root_page.specific == HomePage.objects.get(locale__language_code="en")
    assert StandardPage.objects.count() == 3 * len(PAGES)
    assert SectionFrame.objects.count() == 3 * len(FRAMES)


def test_set_up_again_keeps_what_an_editor_changed_and_adds_what_is_missing():
    page = StandardPage.objects.get(slug="about")
    page.title = "Changed"
    page.save()
    frame = SectionFrame.objects.get(key="join", locale__language_code="en")
    frame.introduction = "<p>Changed</p>"
    frame.save()
    StandardPage.objects.get(slug="confidentialite").delete()
    call_command("migrate", verbosity=0)
    set_up_site()
    assert StandardPage.objects.get(slug="about").title == "Changed"
    frame.refresh_from_db()
    assert frame.introduction == "<p>Changed</p>"
    assert StandardPage.objects.filter(slug="confidentialite").count() == 1
    assert Page.objects.filter(depth=2).count() == 3


def test_blocks_of_splits_at_headings():
    assert blocks_of("<p>a</p>\n<h2>B</h2>\n<p>c</p>") == [
        {"type": "text", "value": "<p>a</p>"},
        {"type": "heading", "value": "B"},
        {"type": "text", "value": "<p>c</p>"},
    ]


def draw(key, code, request=None):
    template = Template('{% load frames %}{% section_frame "' + key + '" %}')
    with override(code):
        return template.render(Context({"request": request}))


def test_section_frame_speaks_the_language_of_the_page():
    assert "letter of intent says three things" in draw("join", "en")
    assert "lettre d’intention dit trois choses" in draw("join", "fr")
    assert "<summary>" in draw("join", "en")


def test_section_frame_without_text_draws_nothing():
    assert draw("unknown", "en") == ""
    SectionFrame.objects.filter(key="join").update(introduction="", help="")
    assert draw("join", "en") == ""


def test_section_frame_not_published_draws_nothing():
    SectionFrame.objects.filter(key="join").update(live=False)
    assert draw("join", "en") == ""


def test_section_frame_reads_once_for_a_request(django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(1):
        draw("join", "en", request)
        draw("partners", "en", request)


def test_section_frame_script_of_an_editor_is_cleaned(client):
    client.force_login(UserFactory(roles=("editor",)))
    frame = SectionFrame.objects.get(key="join", locale__language_code="en")
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}}
    block = {"key": "a", "text": "hi", "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
    block["entityRanges"] = [{"offset": 0, "length": 2, "key": 0}]
    content = json.dumps({"blocks": [block], "entityMap": {"0": entity}})
    answer = client.post(
        f"/admin/snippets/site/sectionframe/edit/{frame.pk}/",
        {"key": "join", "introduction": content, "help": "null", "action-publish": "1"},
    )
    assert answer.status_code == 302
    frame.refresh_from_db()
    assert "hi" in frame.introduction
    assert "javascript" not in draw("join", "en")


def test_section_frame_twice_in_a_language_is_said_on_the_form(client):
    client.force_login(UserFactory(roles=("editor",)))
    answer = client.post(
        "/admin/snippets/site/sectionframe/add/?locale=en",
        {"key": "join", "introduction": "null", "help": "null"},
    )
    assert answer.status_code == 200
    assert "has a text in this language already" in answer.content.decode()
    answer = client.post(
        "/admin/snippets/site/sectionframe/add/?locale=en",
        {"key": "area-asgm", "introduction": "null", "help": "null"},
    )
    assert answer.status_code == 302
    assert SectionFrame.objects.filter(key="area-asgm", locale__language_code="en").count() == 1


def test_editor_opens_pages_and_section_texts(client):
    client.force_login(UserFactory(roles=("editor",)))
    home = HomePage.objects.get(locale__language_code="en")
    frame = SectionFrame.objects.get(key="join", locale__language_code="en")
    for path in (
        "/admin/",
        f"/admin/pages/{home.pk}/",
        f"/admin/pages/{home.pk}/edit/",
        f"/admin/pages/add/site/standardpage/{home.pk}/",
        "/admin/snippets/site/sectionframe/",
        f"/admin/snippets/site/sectionframe/edit/{frame.pk}/",
        f"/admin/snippets/site/sectionframe/preview/{frame.pk}/",
        "/admin/images/",
        "/admin/images/add/",
        "/admin/documents/",
    ):
        assert client.get(path).status_code in (200, 405), path


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_others_of_the_staff_edit_no_pages(client, role):
    client.force_login(UserFactory(roles=(role,)))
    home = HomePage.objects.get(locale__language_code="en")
    assert client.get(f"/admin/pages/{home.pk}/edit/").status_code in (302, 403)
    assert client.get("/admin/snippets/site/sectionframe/").status_code in (302, 403)


def test_image_cannot_be_kept_without_a_description():
    field = PortalImage._meta.get_field("description")
    assert not field.blank
    assert PortalImage(title="x", description="A lake").default_alt_text == "A lake"


def test_robots_keeps_crawlers_out_of_what_is_not_public(client):
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in answer.content.decode()


def test_sitemap_names_pages_and_sections_in_every_language(client):
    text = client.get("/sitemap.xml").content.decode()
    for address in ("/en/", "/fr/confidentialite/", "/es/partnership-areas/asgm/"):
        assert f"{address}</loc>" in text, address
    assert text.count("<loc>") == len(set(text.split("<loc>")[1:]))


def test_health_and_favicon_answer(client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/favicon.ico").url == "/static/img/mark.svg"


def test_locales_are_the_languages_of_the_portal():
    assert sorted(Locale.objects.values_list("language_code", flat=True)) == ["en", "es", "fr"]
