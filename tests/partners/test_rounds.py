"""The yearly question "Is this still right?": opened, mailed, answered by one click, reminded, listed."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from partners.actions.profile import confirm_profile, save_part
from partners.actions.rounds import (
    close_round,
    confirm_by_link,
    entry_of_link,
    link_of,
    open_round,
    write_round_mails,
)
from partners.models import ConfirmationRound, Organisation, OrganisationPerson, RoundEntry
from partners.profiles import profile_row
from partners.tasks import ask_to_confirm
from portal.mail.models import OutboundEmail
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal, WrongState
from portal.records.models import AuditLine
from portal.records.registries import waiting
from tests.factories import PersonFactory, UserFactory, focal_point, head, officer, partner
from tests.partners.admin import browser
from tests.partners.desk import signed_in, text_of

pytestmark = pytest.mark.django_db
FIRST, AGAIN = "partners/still_right", "partners/still_right_reminder"


def due(days: int = 30) -> datetime.date:
    return today() + datetime.timedelta(days=days)


def opened(days: int = 30) -> ConfirmationRound:
    return open_round(by=officer(), due_on=due(days))


def mails(template: str = FIRST) -> int:
    return OutboundEmail.objects.filter(template=template).count()


def later(days: int) -> Any:
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
    return time_machine.travel(moment, tick=False)


def link(organisation: Organisation) -> str:
    entry = RoundEntry.objects.get(organisation=organisation)
    place = OrganisationPerson.objects.filter(organisation=organisation)[0]
    return reverse("partners_desk:still_right", args=[link_of(entry, place)])


@pytest.mark.rule("INFO-5")
def test_round_asks_every_partner_of_today_once() -> None:
    one, two = partner(), partner()
    focal_point(one)
    focal_point(one)
    focal_point(two)
    focal_point(two, role="viewer")
    gone = partner()
    gone.memberships.update(ended_on=today(), ending="withdrawn", end_reason="They wrote so.")
    confirmation = opened()
    assert set(confirmation.entries.values_list("organisation", flat=True)) == {one.pk, two.pk}
    assert mails() == 0  # the worker writes them
    assert ask_to_confirm() == 2
    assert mails() == 3
    assert ask_to_confirm() == 0
    assert mails() == 3


def test_mail_speaks_the_language_of_the_person() -> None:
    organisation = partner(legal_name="Demonstration Laboratoire")
    focal_point(organisation, language="fr")
    person = PersonFactory(language="es")
    OrganisationPerson.objects.create(organisation=organisation, person=person, role="focal")
    opened()
    write_round_mails()
    french, spanish = (OutboundEmail.objects.get(language=code) for code in ("fr", "es"))
    assert "toujours exacte" in french.subject and "igue siendo correcta" in spanish.subject
    assert "?lang=fr" in french.text


def test_one_click_confirms_without_signing_in() -> None:
    organisation = partner()
    user = focal_point(organisation)
    opened()
    write_round_mails()
    text = OutboundEmail.objects.get(template=FIRST).text
    [path] = re.findall(rf"{re.escape(settings.BASE_URL)}(/desk/still-right/\S+?)\?lang", text)
    stranger = Client()
    page = stranger.get(path)
    assert page.status_code == 200 and organisation.legal_name in text_of(page)
    assert profile_row(organisation).confirmed_at is None  # looking changes nothing
    assert stranger.post(path).status_code == 302
    row, entry = profile_row(organisation), RoundEntry.objects.get()
    assert row.confirmed_at == entry.confirmed_at is not None
    line = AuditLine.objects.order_by("-number")[0]
    assert (line.verb, line.actor_id, line.on_behalf) == ("organisation.confirm_profile", user.pk, False)
    assert "Thank you" in text_of(stranger.get(path))
    lines = AuditLine.objects.count()
    assert stranger.post(path).status_code == 302  # pressed twice
    assert AuditLine.objects.count() == lines
    assert "Last confirmed by the partner" in text_of(stranger.get(organisation.get_absolute_url()))


def test_link_ends_with_the_place_and_with_the_membership() -> None:
    organisation = partner()
    focal_point(organisation)
    opened()
    url = link(organisation)
    organisation.people.update(until=today())
    assert Client().get(url).status_code == 404
    organisation.people.update(until=None, role="viewer")
    assert Client().post(url).status_code == 404
    organisation.people.update(role="focal")
    organisation.memberships.update(ended_on=today(), ending="withdrawn", end_reason="They wrote so.")
    assert Client().get(url).status_code == 404


def test_forged_and_foreign_links_are_not_there() -> None:
    one, two = partner(), partner()
    focal_point(one)
    focal_point(two)
    opened()
    entry = RoundEntry.objects.get(organisation=one)
    foreign = link_of(entry, OrganisationPerson.objects.get(organisation=two))
    for token in (foreign, foreign[:-2], "x", "WzEsIDJd:abc:def"):
        assert entry_of_link(token) is None
        assert Client().get(reverse("partners_desk:still_right", args=[token])).status_code == 404
        with pytest.raises(WrongState):
            confirm_by_link(token)


def test_link_of_a_closed_round_says_so() -> None:
    organisation = partner()
    focal_point(organisation)
    confirmation = opened()
    url = link(organisation)
    close_round(confirmation, by=head())
    assert Client().get(url).status_code == 410
    assert Client().post(url).status_code == 302
    assert profile_row(organisation).confirmed_at is None


def test_link_ends_thirty_days_after_the_last_day_to_answer() -> None:
    organisation, late = partner(), partner()
    for each in (organisation, late):
        focal_point(each)
    confirmation = opened(10)
    with later(40):
        assert Client().get(link(organisation)).status_code == 200
        assert Client().post(link(organisation)).status_code == 302
        assert profile_row(organisation).confirmed_at is not None
    url = link(late)
    with later(41):
        assert Client().get(url).status_code == 410
        assert Client().post(url).status_code == 302
        with pytest.raises(WrongState, match="no longer works"):
            confirm_by_link(url.rstrip("/").rpartition("/")[2])
    assert profile_row(late).confirmed_at is None
    confirmation.refresh_from_db()
    assert confirmation.closed_at is None


def test_confirming_on_the_desk_answers_the_round() -> None:
    organisation = partner()
    user = focal_point(organisation)
    opened()
    assert any("still right" in str(item.text) for item in waiting.collect(user))
    here = signed_in(user)
    url = reverse("partners_desk:confirm", args=[organisation.slug])
    assert "Please answer by" in text_of(here.get(url))
    assert here.post(url).status_code == 302
    assert RoundEntry.objects.get().confirmed_at is not None
    assert not any("still right" in str(item.text) for item in waiting.collect(user))


def test_secretariat_confirms_on_behalf_and_the_page_says_so() -> None:
    organisation = partner()
    opened()
    confirm_profile(organisation, by=officer())
    entry = RoundEntry.objects.get()
    assert entry.on_behalf and profile_row(organisation).confirmed_on_behalf
    assert "by the secretariat" in text_of(Client().get(organisation.get_absolute_url()))


def test_confirming_again_counts_once_a_day_unless_something_changed() -> None:
    organisation = partner()
    user = focal_point(organisation)
    first = confirm_profile(organisation, by=user).confirmed_at
    assert confirm_profile(organisation, by=user).confirmed_at == first
    save_part(organisation, "about", {"description": "New words."}, by=user, seen=0)
    assert confirm_profile(organisation, by=user).confirmed_at > first


@pytest.mark.rule("INFO-5")
def test_who_did_not_answer_is_reminded_twice_and_no_more() -> None:
    silent, answered = partner(), partner()
    focal_point(silent)
    user = focal_point(answered)
    opened(days=30)
    write_round_mails()
    confirm_profile(answered, by=user)
    with later(17):
        assert write_round_mails() == 1
        assert write_round_mails() == 0
    with later(28):
        assert write_round_mails() == 1
    with later(29):
        assert write_round_mails() == 0
    with later(31):
        assert write_round_mails() == 0
    assert mails(AGAIN) == 2
    assert RoundEntry.objects.get(organisation=silent).reminders == 2


def test_reminders_that_were_missed_go_out_as_one() -> None:
    focal_point(partner())
    opened(days=30)
    write_round_mails()
    with later(28):
        write_round_mails()
    assert mails(AGAIN) == 1


def test_closed_round_writes_to_nobody() -> None:
    focal_point(partner())
    close_round(opened(), by=officer())
    assert write_round_mails() == 0
    assert mails() == 0


def test_partner_without_an_address_is_listed_as_such() -> None:
    partner(legal_name="Demonstration Silent Office")
    opened()
    write_round_mails()
    here = browser("officer")
    answer = here.get(reverse("round-entries:index") + "?state=unreachable")
    assert "Demonstration Silent Office" in text_of(answer) and "Nobody to write to" in text_of(answer)


@pytest.mark.parametrize("days", [3, 400])
def test_partners_have_a_sensible_time_to_answer(days: int) -> None:
    with pytest.raises(Refusal) as refused:
        opened(days)
    assert [problem.field for problem in refused.value.problems] == ["due_on"]


def test_one_round_at_a_time_and_one_a_year() -> None:
    confirmation = opened()
    with pytest.raises(Refusal):
        opened()
    close_round(confirmation, by=head())
    with pytest.raises(Refusal):
        opened()
    with pytest.raises(WrongState):
        close_round(confirmation, by=head())
    open_round(by=head(), due_on=due(), year=today().year + 1)


@pytest.mark.parametrize("roles", [(), ("auditor",), ("editor",), ("administrator",)])
def test_only_the_secretariat_asks_and_closes(roles: tuple[str, ...]) -> None:
    user = UserFactory(roles=roles)
    with pytest.raises(Forbidden):
        open_round(by=user, due_on=due())
    confirmation = opened()
    with pytest.raises(Forbidden):
        close_round(confirmation, by=user)


def test_secretariat_opens_reads_and_closes_in_the_admin() -> None:
    one, two = partner(legal_name="Demonstration Answering"), partner(legal_name="Demonstration Waiting")
    here = browser("officer")
    assert here.get(reverse("rounds:new")).status_code == 200
    assert here.post(reverse("rounds:new"), {"due_on": "2000-01-01"}).status_code == 422
    assert here.post(reverse("rounds:new"), {"due_on": due().isoformat()}).status_code == 302
    assert here.post(reverse("rounds:new"), {"due_on": due().isoformat()}).status_code == 422
    confirm_profile(one, by=focal_point(one))
    confirmation = ConfirmationRound.objects.get()
    page = text_of(here.get(reverse("rounds:inspect", args=[confirmation.pk])))
    assert "50 %" in " ".join(page.split())
    missing = text_of(here.get(f"{reverse('round-entries:index')}?round={confirmation.pk}"))
    assert two.legal_name in missing and one.legal_name not in missing
    done = text_of(here.get(reverse("round-entries:index") + "?state=answered"))
    assert one.legal_name in done and two.legal_name not in done
    export = here.get(reverse("round-entries:index") + "?export=csv")
    assert b"Demonstration Waiting" in b"".join(export.streaming_content)
    assert here.post(reverse("rounds:close", args=[confirmation.pk])).status_code == 302
    assert "Closed" in text_of(here.get(reverse("rounds:index")))


@pytest.mark.parametrize("name", ["rounds:index", "round-entries:index"])
def test_lists_ask_the_database_as_often_for_three_rows_as_for_one(
    name: str, assert_query_parity: Any
) -> None:
    here = browser("officer")
    partner()
    confirmation = opened()

    def more() -> None:
        for year in (2001, 2002):
            RoundEntry.objects.create(round=confirmation, organisation=partner())
            user = confirmation.opened_by
            ConfirmationRound.objects.create(year=year, due_on=due(), opened_by=user)

    assert_query_parity(lambda: here.get(reverse(name)), more)
