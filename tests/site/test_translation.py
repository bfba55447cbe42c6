"""Pages in further languages: nothing is public before somebody has published it in that language."""

import pytest
from wagtail.models import Locale

from portal.site.models import HomePage, StandardPage
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_page_sent_to_translation_is_a_draft_in_the_other_language(client):
    home = HomePage.objects.get(locale__language_code="en")
    page = home.add_child(instance=StandardPage(title="Timetable", slug="timetable", introduction="Hello."))
    page.save_revision().publish()
    client.force_login(UserFactory(roles=("editor",)))
    french = Locale.objects.get(language_code="fr")
    answer = client.post(f"/admin/localize/submit/page/{page.pk}/", {"locales": [french.pk]})
    assert answer.status_code == 302
    translated = StandardPage.objects.get(translation_key=page.translation_key, locale=french)
    assert translated.live is False
    assert client.get("/en/timetable/").status_code == 200
    assert client.get("/fr/timetable/").status_code == 404
