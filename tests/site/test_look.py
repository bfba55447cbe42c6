"""The design system: forms that can be followed, pages that stand alone, nothing inline."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Locale, Page

from portal.bundle import BUNDLE, SOURCE, imported_files, join_styles
from portal.site.context import site
from portal.site.styleguide import SampleForm, styleguide
from tests.factories import UserFactory, focal_point, partner

ROOT = Path(__file__).resolve().parents[2]
APPS = ("portal", "partnership_areas", "partners", "meetings", "business_plans", "reporting")
TEMPLATES = sorted(
    path
    for app in APPS
    for path in (ROOT / app).rglob("templates/**/*.html")
    # Mail programs and the PDF engine are no browsers: their pages have no content policy.
    if not {"mail", "pdf", "email"} & set(path.parts)
)
INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*["']|javascript:""", re.IGNORECASE
)
ERROR_PAGES = ("400", "403", "404", "409", "500", "503")


class Reader(HTMLParser):
    """Collects ids and what points to them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.described: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "label":
            self.labels.append(found["for"])
        self.described += (found.get("aria-describedby") or "").split()
        if tag == "a" and found["href"].startswith("#"):
            self.links.append(found["href"][1:])

    def with_id(self, wanted: str) -> dict[str, str | None]:
        return next(attrs for _tag, attrs in self.tags if attrs.get("id") == wanted)


def draw(source: str, **context) -> str:
    return Template("{% load ui i18n %}" + source).render(Context(context))


def request_for(path: str, **query):
    request = RequestFactory().get(path, query)
    request.user = AnonymousUser()
    return request


# --- Nothing inline, nothing missing ---------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_holds_no_inline_style_or_script(path):
    text = re.sub(
        r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    assert INLINE.findall(text) == []


def test_inline_scan_finds_what_it_looks_for():
    found = ["<style>", '<p style="x">', "<script>", '<a onclick="x()">', '<a href="javascript:x">']
    assert [bool(INLINE.search(text)) for text in found] == [True] * 5
    assert not INLINE.search(
        '<script type="module" src="/static/js/portal.js"></script><p class="style">on = "x"'
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_static_files_of_template_exist(path):
    names = re.findall(r"""{% static ["']([^"']+)["']""", path.read_text(encoding="utf-8"))
    assert [name for name in names if not finders.find(name)] == []


def test_stylesheet_index_names_every_component_once():
    files = imported_files()
    on_disk = {path for path in SOURCE.parent.rglob("*.css") if path != SOURCE}
    assert len(files) == len(set(files))
    assert {
        path
        for path in files
        if (SOURCE.parent / "components") in path.parents or path.parent == SOURCE.parent
    } <= on_disk
    assert set((SOURCE.parent / "components").glob("*.css")) <= set(files)


def test_pictures_named_in_styles_exist():
    for name in re.findall(r'url\("([^"]+)"\)', join_styles()):
        assert finders.find(str(Path("css", name)).replace("css/../", "")), name


def test_bundle_is_found_and_holds_every_layer_in_order():
    text = Path(finders.find(BUNDLE)).read_text(encoding="utf-8")
    assert text.startswith("@layer tokens, reset, base, layout, components, utilities, print;")
    assert "@import" not in text
    assert text.count("{") == text.count("}")
    assert len(text) < 60_000  # a page with all its styles stays below 100 KB, unpacked
    assert text.index("--water") < text.index(".button") < text.index("@media print{@page")


def test_bundle_is_listed_and_follows_a_changed_component(settings, tmp_path):
    from portal.bundle import BundleFinder

    settings.DATA_DIR = tmp_path
    finder = BundleFinder()
    assert [name for name, _storage in finder.list([])] == [BUNDLE]
    written = Path(finder.find(BUNDLE))
    written.write_text("old", encoding="utf-8")
    assert Path(finder.find(BUNDLE, find_all=True)[0]).read_text(encoding="utf-8") == join_styles()
    assert finder.find("css/other.css") == []
    assert finder.check() == []


def test_collected_files_carry_hashes_everywhere(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", "--noinput", verbosity=0)
    assert len(list((tmp_path / "css").glob("portal.*.css"))) == 1


# --- Pages that must work when nothing else does ---------------------------------------------------


@pytest.mark.parametrize("code", ERROR_PAGES)
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_error_page_renders_without_request_or_context(code, language):
    with translation.override(language):
        html = render_to_string(f"{code}.html")
    assert f'<html lang="{language}">' in html
    assert "<h1>" in html
    assert 'href="#main"' in html


def test_refusal_says_its_reason():
    html = render_to_string("403.html", {"reason": "This letter is your own."})
    assert "This letter is your own." in html


# --- Fields ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [None, {}, {"sample-name": "x" * 300, "sample-email": "no", "sample-country": "XX"}]
)
def test_form_ids_are_consistent(data):
    form = SampleForm(data, prefix="sample")
    page = Reader(draw('{% include "components/form_errors.html" %}{{ form }}', form=form))
    assert len(page.ids) == len(set(page.ids))
    assert set(page.labels) <= set(page.ids)
    assert set(page.described) <= set(page.ids)
    assert set(page.links) <= set(page.ids)
    assert bool(page.links) == (data is not None)


def test_field_with_error_is_marked_and_described():
    form = SampleForm({"name": ""})
    page = Reader(draw('{% include "components/field.html" with field=form.name %}', form=form))
    control = page.with_id("id_name")
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "id_name_helptext id_name_error"
    assert control["autocomplete"] == "organization"


def test_field_group_carries_hint_and_error_and_option_hint():
    form = SampleForm({})
    page = Reader(form["kind"].as_field_group())
    fieldset = next(attrs for tag, attrs in page.tags if tag == "fieldset")
    assert fieldset["aria-describedby"] == "id_kind_helptext id_kind_error"
    assert page.with_id("id_kind_1")["aria-describedby"] == "id_kind_1_hint"
    assert "id_kind_1_hint" in page.ids


def test_word_limit_names_its_count():
    page = Reader(SampleForm()["statement"].as_field_group())
    assert page.with_id("id_statement")["aria-describedby"] == "id_statement_helptext id_statement_count"
    assert page.with_id("id_statement_count")["data-count-for"] == "id_statement"


def test_describedby_of_the_widget_is_kept():
    class Own(forms.Form):
        text = forms.CharField(widget=forms.Textarea(attrs={"aria-describedby": "mine", "data-max-words": 5}))

    assert Reader(str(Own()["text"])).with_id("id_text")["aria-describedby"] == "mine"


def test_optional_is_said_in_words_only_where_it_helps():
    assert "(optional)" in SampleForm()["acronym"].as_field_group()
    assert "(optional)" not in SampleForm()["name"].as_field_group()
    assert "(optional)" not in SampleForm()["agrees"].as_field_group()
    hidden = draw(
        '{% include "components/field.html" with field=form.acronym hide_optional=True %}', form=SampleForm()
    )
    assert "(optional)" not in hidden


def test_hidden_field_has_no_label_and_its_error_no_link():
    class Hidden(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)

    form = Hidden({})
    assert "<label" not in form["token"].as_field_group()
    page = draw('{% include "components/form_errors.html" %}', form=form)
    assert "href" not in page


def test_compound_widget_becomes_a_group():
    class Moment(forms.Form):
        start = forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget())

    html = Moment()["start"].as_field_group()
    assert html.startswith('<fieldset class="field field--compound"')


def test_error_summary_names_fields_for_general_messages_only():
    class Letter(forms.Form):
        name = forms.CharField(label="Name", error_messages={"required": "Say who you are."})
        why = forms.CharField(label="Why?")
        code = forms.CharField(label="Code", max_length=2)

        def clean(self):
            raise forms.ValidationError("Nothing fits.")

    html = draw('{% include "components/form_errors.html" %}', form=Letter({"code": "abc"}))
    assert "<li>Nothing fits.</li>" in html
    assert '<a href="#id_name">Say who you are.</a>' in html
    assert '<a href="#id_why">Why? This field is required.</a>' in html
    assert '<a href="#id_code">Code: Ensure this value' in html


def test_error_summary_collects_formsets_and_is_silent_without_errors():
    class Row(forms.Form):
        name = forms.CharField(label="Name")

    Rows = forms.formset_factory(Row, extra=0, min_num=1, validate_min=True)
    rows = Rows({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-name": ""})
    html = draw('{% include "components/form_errors.html" with formset=rows %}', rows=rows)
    assert 'href="#id_form-0-name"' in html
    none = Rows({"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"})
    html = draw('{% include "components/form_errors.html" with formset=none %}', none=none)
    assert "<li>Please submit at least 1 form.</li>" in html
    assert draw('{% include "components/form_errors.html" %}', form=Row()).strip() == ""


def test_field_text_is_escaped():
    form = SampleForm({"name": "<script>x</script>", "email": '"><script>x</script>'})
    assert "<script>" not in draw('{% include "components/form_errors.html" %}{{ form }}', form=form)


# --- Tags ----------------------------------------------------------------------------------------------


def test_tag_of_unknown_kind_is_neutral():
    assert draw('{% tag "ok" "Done" %}') == '<span class="tag tag--ok">Done</span>'
    assert draw("{% tag x x %}", x="<b>") == '<span class="tag tag--neutral">&lt;b&gt;</span>'


def test_language_of_text_is_marked_unless_it_is_the_pages():
    with translation.override("en"):
        assert draw('{% lang_attrs "ar" %}') == ' lang="ar" dir="rtl"'
        assert draw('{% lang_attrs "fr" %}') == ' lang="fr" dir="ltr"'
        assert draw('{% lang_attrs "en" %}{% lang_attrs "" %}') == ""
        assert draw('{{ "fr"|name_of_language }} {{ "qq"|name_of_language }}') == "French qq"
        assert draw('{{ "fr"|own_name_of_language }} {{ "zh"|own_name_of_language }}') == "Français 中文"


def test_when_writes_machine_and_human_date():
    import datetime

    with translation.override("en"):
        assert draw("{% when day %}", day=datetime.date(2026, 11, 20)) == (
            '<time datetime="2026-11-20">20 November 2026</time>'
        )
        moment = datetime.datetime(2026, 11, 20, 14, 2, tzinfo=datetime.UTC)
        assert "20 November 2026, 15:02 CET" in draw("{% when day time=True %}", day=moment)
        assert draw("{% when day %}", day=None) == "–"


def test_figures_are_grouped_as_the_language_does():
    with translation.override("en"):
        assert draw('{{ 12345|figure }} {{ "7 of 8"|figure }}') == "12,345 7 of 8"


def test_paragraphs_keep_lines_and_escape():
    assert draw("{{ text|paragraphs }}", text="a\r\nb\n\n<c>") == "<p>a<br>b</p><p>&lt;c&gt;</p>"


# --- Around the page --------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.urls("tests.site.look_urls")
class TestSurroundings:
    def test_navigation_shows_only_sections_that_exist(self):
        with translation.override("fr"):
            portal = site(request_for("/fr/partners/example/"))["portal"]
            assert [(item["url"], item["current"]) for item in portal["navigation"]] == [
                ("/fr/partnership-areas/", ""),
                ("/fr/partners/", "true"),
            ]
            assert portal["search"] == ""
            assert portal["join"] == "/fr/join/"
            assert portal["account"] == "/accounts/email/"
            assert portal["footer"][-1]["url"] == "/api/v1/docs"

    def test_public_page_links_to_itself_in_the_other_languages(self):
        with translation.override("en"):
            portal = site(request_for("/en/partners/", q="ministry", page="2"))["portal"]
            assert [(entry["code"], entry["url"], entry["active"]) for entry in portal["languages"]] == [
                ("en", "/en/partners/?q=ministry&page=2", True),
                ("fr", "/fr/partners/?q=ministry&page=2", False),
                ("es", "/es/partners/?q=ministry&page=2", False),
            ]

    def test_page_without_prefix_switches_by_query(self):
        with translation.override("en"):
            portal = site(request_for("/desk/", lang="es"))["portal"]
            assert [entry["url"] for entry in portal["languages"]] == [
                "/desk/?lang=en",
                "/desk/?lang=fr",
                "/desk/?lang=es",
            ]
            assert not any(entry["public"] for entry in portal["languages"])
            assert portal["on_desk"]

    def test_visitor_sees_sign_in_and_no_desk_of_the_secretariat(self):
        portal = site(request_for("/en/"))["portal"]
        assert portal["sign_in"] == "/accounts/login/"
        assert portal["secretariat"] == ""

    def test_demonstration_is_said_on_every_page(self, settings):
        for said in (True, False):
            settings.DEMONSTRATION = said
            html = render_to_string("404.html", request=request_for("/en/nowhere/"))
            assert ('class="demonstration"' in html) is said

    def test_page_names_its_translations_in_the_head(self):
        html = render_to_string("404.html", request=request_for("/en/partners/"))
        assert '<link rel="alternate" hreflang="fr" href="http://testserver/fr/partners/">' in html
        assert '<a href="/fr/partners/" lang="fr" hreflang="fr">' in html


# --- Style guide --------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.urls("tests.site.look_urls")
def test_styleguide_shows_every_component_in_the_debug_server(settings):
    settings.DEBUG = True
    page = styleguide(request_for("/styleguide/"))
    html = page.content.decode()
    assert page.status_code == 200
    used = set(re.findall(r'class="([a-z-]+)', html))
    assert {
        "hero",
        "figures",
        "cards",
        "notice",
        "tabs",
        "progress",
        "empty",
        "filter",
        "pagination",
        "chart",
    } <= used
    assert {
        "thread",
        "facts",
        "sheet",
        "side-nav",
        "steps",
        "task-list",
        "summary-list",
        "error-summary",
    } <= used


def test_styleguide_is_absent_for_strangers(settings):
    from django.http import Http404

    settings.DEBUG = False
    with pytest.raises(Http404):
        styleguide(request_for("/styleguide/"))


@pytest.mark.django_db
class TestEditorialPages:
    def child(self, language: str) -> Page:
        return (
            Page.objects.live()
            .in_menu()
            .filter(locale__language_code=language, depth=3)
            .order_by("path")
            .first()
        )

    def test_footer_links_to_pages_that_editors_show_in_menus(self, client):
        page = self.child("en")
        assert f'<a href="{page.url}">{page.title}</a>' in client.get("/en/").content.decode()
        page.show_in_menus = False
        page.save()
        assert f'<a href="{page.url}">{page.title}</a>' not in client.get("/en/").content.decode()

    def test_language_links_follow_the_translated_page_even_under_another_slug(self, client):
        page, french = (
            self.child("en"),
            self.child("en").get_translation(Locale.objects.get(language_code="fr")),
        )
        french.slug = "autre-nom"
        french.save()
        html = client.get(page.url).content.decode()
        assert '<a href="/fr/autre-nom/" lang="fr" hreflang="fr">' in html
        assert f'<link rel="alternate" hreflang="en" href="http://testserver{page.url}">' in html

    def test_page_without_translation_leads_to_the_home_page(self, client):
        page = self.child("en")
        page.get_translations().get(locale__language_code="es").unpublish()
        assert '<a href="/es/" lang="es" hreflang="es">' in client.get(page.url).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["officer", "viewer"])
def test_secretariat_finds_its_desk_in_the_header(role):
    request = request_for("/en/")
    request.user = UserFactory(roles=("officer",)) if role == "officer" else focal_point(partner(), role=role)
    with translation.override("en"):
        assert site(request)["portal"]["secretariat"] == ("/admin/" if role == "officer" else "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("structure/", ["page", "", "", ""]),
        ("advisory-group/history/", ["", "true", "", ""]),
        ("decisions/pag-13-d2/", ["", "", "true", ""]),
        ("guidelines/", ["", "", "", "page"]),
    ],
)
def test_parts_of_governance_show_where_one_is(path: str, current: list[str]):
    with translation.override("fr"):
        portal = site(request_for(f"/fr/{path}"))["portal"]
        governance = next(item for item in portal["navigation"] if item["url"] == "/fr/structure/")
        assert governance["current"] == ("page" if path == "structure/" else "true")
        assert [item["current"] for item in portal["parts"]] == current


@pytest.mark.django_db
def test_a_section_of_one_address_has_no_parts():
    with translation.override("en"):
        assert site(request_for("/en/partners/"))["portal"]["parts"] == []
