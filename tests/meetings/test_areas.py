"""Areas and the bodies behind them: who leads, texts kept by leads, what is behind the status."""

import datetime

import pytest
from django.db.models import Q
from django.urls import reverse

from meetings.actions.areas import KEPT_BY_LEADS, close, enter_past_change, establish, save_area_texts
from meetings.enums import DecisionStatus, EndReason, NameConsent, TermRole
from meetings.models import AreaChange, Decision, Term
from meetings.rules.areas import can_keep_area, can_open_area, decisions_for_status, visible_areas
from meetings.rules.offices import months_later
from partners.models import Membership
from partnership_areas.actions import set_area_links
from partnership_areas.models import Area, FrameworkElement
from portal.records.clock import now, pretending, today
from portal.records.decisions import Forbidden, Refusal, StaleRecord, WrongState
from portal.records.models import AuditLine
from tests.factories import UserFactory, focal_point, head, officer, partner
from tests.meetings.offices import body_of, group, lead, member, term
from tests.partners.desk import text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def asgm() -> Area:
    return Area.objects.get(code="asgm")


def at(day: datetime.date):
    return pretending(datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC))


def adopted(**values) -> Decision:
    return Decision.objects.create(
        **{
            "body": group(),
            "reference": f"PAG-W1/D{Decision.objects.count() + 1}",
            "status": DecisionStatus.ADOPTED,
            "kind": "area",
            "title": "Demonstration decision",
            "text": "The group decides.",
            "decided_on": today() - 10 * DAY,
        }
        | values
    )


def typed(area: Area, **texts: str) -> dict[str, str]:
    return {column: getattr(area, column) or "" for column in KEPT_BY_LEADS} | texts


# --- Who may ----------------------------------------------------------------------------------------


@pytest.mark.rule("AREA-5")
def test_lead_keeps_the_own_area_and_no_other() -> None:
    user = lead("asgm")
    assert can_keep_area(user, asgm())
    assert not can_keep_area(user, Area.objects.get(code="waste-management"))
    save_area_texts(asgm(), {"issue_en": "Mercury vapour"}, by=user, seen=0)
    assert asgm().issue_en == "Mercury vapour"
    with pytest.raises(Forbidden):
        save_area_texts(Area.objects.get(code="waste-management"), {"issue_en": "No"}, by=user, seen=0)


@pytest.mark.rule("AREA-5")
@pytest.mark.rule("AREA-3")
def test_open_page_refuses_the_day_after_term_and_acting(client) -> None:
    user = lead("asgm", since=today() - 730 * DAY, until=today())
    client.force_login(user)
    url = reverse("meetings_desk:area_texts", args=["asgm"])
    page = client.get(url)
    assert page.status_code == 200
    data = typed(asgm(), issue_en="Written in an open page") | {"version": page.context["version"]}
    last = months_later(today(), 18)
    with at(last):
        client.force_login(user)
        assert client.post(url, data, headers={"X-Autosave": "1"}).status_code == 200
    with at(last + DAY):
        client.force_login(user)
        answer = client.post(url, data)
        assert answer.status_code == 403
        assert "Only the leads of this area can do this" in text_of(answer)
        assert "Written in an open page" in text_of(answer)  # nothing typed is lost
        silent = client.post(url, data, headers={"X-Autosave": "1"})
        assert silent.status_code == 403
        assert "Only the leads" in silent.json()["reason"]
        assert client.get(url).status_code == 403
    assert not asgm().issue_en


def test_term_ended_early_refuses_at_once(client) -> None:
    user = lead("asgm")
    client.force_login(user)
    url = reverse("meetings_desk:area_texts", args=["asgm"])
    assert client.get(url).status_code == 200
    Term.objects.filter(person__user=user).update(ended_on=today() - DAY, end_reason=EndReason.REPLACED)
    assert client.post(url, typed(asgm(), issue_en="Too late") | {"version": 0}).status_code == 403


def test_who_has_no_part_in_the_area_finds_nothing(client) -> None:
    url = reverse("meetings_desk:area_texts", args=["asgm"])
    assert client.get(url).status_code == 302  # to the sign-in
    for user in (UserFactory(), focal_point(partner(areas=("waste-management",))), member()):
        if user.person.places.exists() if hasattr(user, "person") else False:
            user.person.places.get().organisation.participations.exclude(
                area__code="waste-management"
            ).delete()
        client.force_login(user)
        assert client.get(url).status_code == 404
        assert client.get(reverse("meetings_desk:area", args=["nowhere"])).status_code == 404


def test_visible_areas_are_those_that_open() -> None:
    left = focal_point(partner(areas=("asgm", "waste-management")))
    left.person.places.get().organisation.participations.filter(area__code="asgm").update(until=today())
    ended = focal_point(partner(areas=("asgm",)))
    Membership.objects.filter(organisation__people__person__user=ended).update(
        ended_on=today(), ending="inactive", end_reason="Demonstration"
    )
    row = partner(areas=("cement",))
    merged = focal_point(row)
    row.merged_into = partner(areas=())
    row.save(update_fields=["merged_into"])
    people = [lead("asgm"), left, ended, merged, officer(), UserFactory(roles=("auditor",)), UserFactory()]
    found = {}
    for user in people:
        opened = {area.code for area in Area.objects.all() if can_open_area(user, area)}
        assert opened == set(visible_areas(user).values_list("code", flat=True))
        found[user] = opened
    assert found[people[0]] == {"asgm"}
    assert found[left] == {"waste-management"}
    assert found[ended] == set()
    assert found[merged] == {"cement"}
    assert len(found[people[4]]) == len(found[people[5]]) == 12
    assert found[people[6]] == set()


# --- Texts ------------------------------------------------------------------------------------------


def test_texts_are_saved_in_three_languages_and_noted(client) -> None:
    user = lead("asgm")
    client.force_login(user)
    url = reverse("meetings_desk:area_texts", args=["asgm"])
    data = {
        "issue_en": "In gold mining\n\nmercury evaporates",
        "issue_fr": "Dans l’orpaillage",
        "strategy_es": "Menos mercurio",
        "version": client.get(url).context["version"],
    }
    assert client.post(url, data).url == reverse("meetings_desk:area", args=["asgm"])
    line = AuditLine.objects.latest("number")
    assert (line.verb, line.actor_id, line.on_behalf) == ("area.texts", user.pk, False)
    assert line.fields == ["issue_en", "issue_fr", "strategy_es"]
    assert "<p>Dans l’orpaillage</p>" in text_of(client.get("/fr/partnership-areas/asgm/"))
    again = client.post(url, data | {"version": asgm().version})
    assert again.status_code == 302
    assert AuditLine.objects.latest("number") == line  # the same again is no change


def test_secretariat_keeps_texts_on_behalf(client) -> None:
    client.force_login(officer())
    url = reverse("meetings_desk:area_texts", args=["cement"])
    assert "on behalf of the leads" in text_of(client.get(url))
    client.post(url, {"strategy_en": "Cleaner kilns", "version": 0})
    assert Area.objects.get(code="cement").strategy_en == "Cleaner kilns"
    assert AuditLine.objects.latest("number").on_behalf


def test_auditor_reads_and_is_refused(client) -> None:
    client.force_login(UserFactory(roles=("auditor",)))
    assert client.get(reverse("meetings_desk:area", args=["asgm"])).status_code == 200
    for name in ("area_texts", "area_write"):
        assert client.get(reverse(f"meetings_desk:{name}", args=["asgm"])).status_code == 403


def test_stale_save_shows_both_texts(client) -> None:
    one, two = lead("asgm"), lead("asgm")
    url = reverse("meetings_desk:area_texts", args=["asgm"])
    client.force_login(one)
    version = client.get(url).context["version"]
    save_area_texts(asgm(), {"issue_en": "Theirs"}, by=two, seen=version)
    answer = client.post(url, typed(asgm(), issue_en="Mine") | {"version": version})
    assert answer.status_code == 409
    assert [(item["yours"], item["stored"]) for item in answer.context["items"]] == [("Mine", "Theirs")]
    kept = typed(asgm(), issue_en="Mine") | {"version": answer.context["version"]}
    assert client.post(url, kept | {"keep-issue_en": "stored"}).status_code == 302
    assert asgm().issue_en == "Theirs"
    silent = client.post(url, kept | {"version": version}, headers={"X-Autosave": "1"})
    assert silent.status_code == 409
    both = client.get(silent.json()["conflict_url"])
    assert both.status_code == 409
    assert "Mine" in text_of(both)


def test_own_text_is_edited_further_after_a_stale_save(client) -> None:
    client.force_login(lead("asgm"))
    url = reverse("meetings_desk:area_texts", args=["asgm"])
    data = typed(asgm(), issue_en="Mine", strategy_en="x" * 6001) | {"version": 0, "edit": "1"}
    page = client.post(url, data)
    assert page.status_code == 200
    assert page.context["form"]["issue_en"].value() == "Mine"
    assert not page.context["has_errors"]
    assert "Mine" in text_of(client.get(url))


def test_both_versions_alike_are_said(client) -> None:
    client.force_login(lead("asgm"))
    url = reverse("meetings_desk:area_texts", args=["asgm"])
    save_area_texts(asgm(), {"issue_en": "The same"}, by=officer(), seen=0)
    answer = client.post(url, typed(asgm()) | {"version": 0})
    assert answer.status_code == 409
    assert "Both versions say the same." in text_of(answer)
    assert client.get(f"{url}?conflict=1").status_code == 409


def test_autosave_keeps_and_publishes_nothing(client) -> None:
    client.force_login(lead("asgm"))
    url = reverse("meetings_desk:area_texts", args=["asgm"])
    answer = client.post(
        url,
        typed(asgm(), issue_en="Half a", strategy_en="x" * 6001) | {"version": 0},
        headers={"X-Autosave": "1"},
    )
    assert [field["name"] for field in answer.json()["not_saved"]] == ["strategy_en"]
    assert not asgm().issue_en
    page = text_of(client.get(url))
    assert "What you typed before is back" in page
    assert "Half a" in page
    refused = client.post(url, typed(asgm(), strategy_en="x" * 6001) | {"version": 0})
    assert refused.status_code == 422


def test_text_too_long_refused_by_the_action_with_all_problems() -> None:
    with pytest.raises(Refusal) as refused:
        save_area_texts(asgm(), {"issue_en": "x" * 6001, "issue_fr": "y" * 6001}, by=officer(), seen=0)
    assert [problem.field for problem in refused.value.problems] == ["issue_en", "issue_fr"]
    with pytest.raises(KeyError):
        save_area_texts(asgm(), {"name_en": "Another"}, by=officer(), seen=0)
    with pytest.raises(StaleRecord):
        save_area_texts(asgm(), {"issue_en": "x"}, by=officer(), seen=5)


# --- The public page --------------------------------------------------------------------------------


@pytest.mark.rule("AREA-3")
def test_page_names_leads_only_with_consent(client) -> None:
    organisation = partner(legal_name="Demonstration Leading Partner")
    user = focal_point(organisation)
    user.person.family_name = "Amani Demonstration"
    user.person.save()
    office = term(body_of("asgm"), TermRole.LEAD, person=user.person, organisation=organisation)
    page = text_of(client.get("/en/partnership-areas/asgm/"))
    assert "Demonstration Leading Partner" in page
    assert "Amani Demonstration" not in page
    Term.objects.filter(pk=office.pk).update(consent=NameConsent.GIVEN)
    assert "Amani Demonstration" in text_of(client.get("/en/partnership-areas/asgm/"))


@pytest.mark.rule("AREA-3")
@pytest.mark.parametrize(("language", "word"), [("en", "Acting"), ("fr", ""), ("es", "")])
def test_page_flags_who_acts(client, language: str, word: str) -> None:
    lead("asgm", since=today() - 800 * DAY, until=today() - 60 * DAY)
    page = client.get(f"/{language}/partnership-areas/asgm/")
    (line,) = page.context["side"][0][1]["lines"]
    assert line.standing == "acting"
    assert word in text_of(page)


def test_page_shows_leads_of_another_day(client) -> None:
    old, new = partner(legal_name="Demonstration Before"), partner(legal_name="Demonstration After")
    term(
        body_of("asgm"),
        TermRole.LEAD,
        organisation=old,
        since=datetime.date(2014, 1, 1),
        until=datetime.date(2015, 12, 31),
    )
    term(body_of("asgm"), TermRole.LEAD, organisation=new)

    def leads(query: dict[str, str]) -> list[str]:
        page = client.get("/en/partnership-areas/asgm/", query)
        return [line.partner for line in page.context["side"][0][1]["lines"]]

    assert leads({}) == ["Demonstration After"]
    assert leads({"on": "2015-06-01"}) == ["Demonstration Before"]
    assert leads({"on": "2010-06-01"}) == []


def test_page_and_feed_same_number_of_queries(client, assert_query_parity) -> None:
    def add() -> None:
        term(body_of("asgm"), TermRole.CO_LEAD, consent=NameConsent.GIVEN)
        decision = adopted()
        adopted(body=body_of("asgm"), reference=f"ASGM-W1/D{decision.pk}")
        AreaChange.objects.create(area=asgm(), status="established", on=today(), decision=decision)

    def grow() -> None:
        add()
        add()

    add()
    assert_query_parity(lambda: client.get("/en/partnership-areas/asgm/"), grow)
    assert_query_parity(lambda: client.get("/en/partnership-areas/asgm/feed.atom"), grow)


def test_feed_tells_of_designations_status_and_decisions(client) -> None:
    organisation = partner(legal_name="Demonstration Leading Partner")
    term(body_of("asgm"), TermRole.LEAD, organisation=organisation)
    adopted(body=body_of("asgm"), reference="ASGM-1/D1", title="We meet in spring")
    enter_past_change(
        asgm(), by=head(), status="established", on=datetime.date(2009, 3, 1), source="Demonstration report"
    )
    feed = text_of(client.get("/en/partnership-areas/asgm/feed.atom"))
    assert "Lead: Demonstration Leading Partner" in feed
    assert "ASGM-1/D1: We meet in spring (Adopted by consensus)" in feed
    assert "Artisanal and small-scale gold mining: Established" in feed
    draft = adopted(
        body=body_of("asgm"), reference="ASGM-2/D1", title="Not yet", status="open", decided_on=None
    )
    assert draft.title not in text_of(client.get("/en/partnership-areas/asgm/feed.atom"))


# --- Status -----------------------------------------------------------------------------------------


def tied(code: str = "vcm") -> Area:
    area = Area.objects.get(code=code)
    Area.objects.filter(pk=area.pk).update(objective_en="Less mercury in demonstrations.")
    return set_area_links(area, FrameworkElement.objects.all(), by=head())


@pytest.mark.rule("AREA-1")
def test_area_is_established_by_a_decision_that_its_page_shows(client) -> None:
    area, decision = tied(), adopted(title="A new area for demonstrations")
    establish(area, by=head(), on=today(), decision=decision)
    change = AreaChange.objects.get(area=area)
    assert (change.status, change.on, change.decision) == ("established", today(), decision)
    page = text_of(client.get("/en/partnership-areas/vcm/"))
    assert f"{decision.reference}: A new area for demonstrations" in page
    assert decision.get_absolute_url() in page
    with pytest.raises(WrongState):
        establish(area, by=head(), on=today(), decision=decision)


@pytest.mark.rule("AREA-1")
@pytest.mark.rule("AREA-2")
def test_establishing_names_all_problems_at_once() -> None:
    area = Area.objects.get(code="vcm")
    with pytest.raises(Refusal) as refused:
        establish(area, by=head(), on=None)
    assert {problem.field for problem in refused.value.problems} == {
        "goal",
        "objective",
        "priority",
        "on",
        "objective_en",
        "decision",
    }
    wrong = adopted(body=body_of("asgm"))
    with pytest.raises(Refusal) as refused:
        establish(tied(), by=head(), on=today(), decision=wrong, source="x" * 301)
    assert [problem.field for problem in refused.value.problems] == ["decision", "source"]
    for wrong in (adopted(kind="general"), adopted(kind="chairs")):
        with pytest.raises(Refusal, match="not about this area"):
            establish(tied(), by=head(), on=today(), decision=wrong)
    late = adopted(decided_on=today())
    with pytest.raises(Refusal) as refused:
        establish(tied(), by=head(), on=today() - DAY, decision=late)
    assert [problem.field for problem in refused.value.problems] == ["on"]
    assert not AreaChange.objects.exists()
    assert not Area.objects.filter(Q(code="vcm") & Q(status="established")).exists()
    for status in ("open", "no_consensus", "deferred"):
        with pytest.raises(Refusal):
            establish(tied(), by=head(), on=today(), decision=adopted(status=status))


@pytest.mark.rule("AREA-1")
def test_a_decision_changes_an_area_once() -> None:
    by, decision = head(), adopted()
    enter_past_change(asgm(), by=by, status="potential", on=today(), decision=decision)
    assert decision not in decisions_for_status(asgm())
    for deed in (
        lambda: close(asgm(), by=by, on=today(), reason="Over", decision=decision),
        lambda: enter_past_change(asgm(), by=by, status="established", on=today(), decision=decision),
    ):
        with pytest.raises(Refusal, match="already stands behind a change of this area") as refused:
            deed()
        assert [problem.field for problem in refused.value.problems] == ["decision"]
    assert decision in decisions_for_status(tied())
    establish(tied(), by=by, on=today(), decision=decision)


@pytest.mark.rule("AREA-1")
def test_a_source_alone_establishes_an_area_only_before_the_group_decided_here() -> None:
    area, by, letter = tied(), head(), {"source": "A demonstration letter"}
    with pytest.raises(Refusal, match="Choose the decision of the Advisory Group") as refused:
        establish(area, by=by, on=today(), **letter)
    assert [problem.field for problem in refused.value.problems] == ["decision"]
    adopted(opened_at=now() - 20 * DAY)
    for deed in (
        lambda: establish(area, by=by, on=today() - 20 * DAY, **letter),
        lambda: enter_past_change(area, by=by, status="established", on=today() - 20 * DAY, **letter),
    ):
        with pytest.raises(Refusal, match="only for days before"):
            deed()
    establish(area, by=by, on=today() - 21 * DAY, **letter)


@pytest.mark.parametrize("who", [officer, UserFactory, lambda: lead("asgm")])
def test_only_the_head_changes_the_status(who) -> None:
    user = who()
    with pytest.raises(Forbidden):
        establish(tied(), by=user, on=today(), source="Demonstration report")
    with pytest.raises(Forbidden):
        close(asgm(), by=user, on=today(), reason="Over", source="Demonstration report")
    with pytest.raises(Forbidden):
        enter_past_change(asgm(), by=user, status="established", on=today(), source="Demonstration report")


@pytest.mark.rule("AREA-1")
def test_closing_ends_the_terms_and_the_rights(client) -> None:
    user = lead("asgm")
    later = term(body_of("asgm"), TermRole.CO_LEAD, since=today() + DAY)
    resigned = {"end_reason": EndReason.RESIGNED}
    planned = term(body_of("asgm"), TermRole.CO_LEAD, ended_on=today() + 30 * DAY, **resigned)
    ended = term(body_of("asgm"), TermRole.CO_LEAD, ended_on=today() - DAY, **resigned)
    area = close(asgm(), by=head(), on=today(), reason="The work is done", source="Demonstration report")
    office = Term.objects.get(person__user=user)
    assert (office.ended_on, office.end_reason) == (today(), EndReason.AREA_CLOSED)
    later.refresh_from_db()
    assert (later.ended_on, later.end_reason) == (today() + DAY, EndReason.ENTERED_WRONGLY)
    planned.refresh_from_db()
    assert (planned.ended_on, planned.end_reason) == (today(), EndReason.AREA_CLOSED)
    assert ended.ended_on == Term.objects.get(pk=ended.pk).ended_on
    assert not can_keep_area(user, area)
    assert not can_keep_area(officer(), area)
    page = text_of(client.get("/en/partnership-areas/asgm/"))
    assert "The area is closed: nobody leads it." in page
    assert "Source: Demonstration report" in page


@pytest.mark.rule("AREA-1")
def test_changes_of_the_past_are_entered_with_their_source(client) -> None:
    by = head()
    enter_past_change(
        asgm(), by=by, status="potential", on=datetime.date(2005, 2, 25), source="Decision 23/9"
    )
    enter_past_change(
        asgm(), by=by, status="established", on=datetime.date(2009, 3, 1), source="Report of 2009"
    )
    area = asgm()
    assert (area.status, area.established_on) == ("established", datetime.date(2009, 3, 1))
    enter_past_change(
        area, by=by, status="established", on=datetime.date(2010, 3, 1), source="Another report"
    )
    assert asgm().established_on == datetime.date(2009, 3, 1)
    page = text_of(client.get("/en/partnership-areas/asgm/"))
    assert (
        page.index("Source: Another report")
        < page.index("Source: Report of 2009")
        < page.index("Decision 23/9")
    )
    with pytest.raises(Refusal) as refused:
        enter_past_change(
            asgm(), by=by, status="established", on=datetime.date(2009, 3, 1), source="Report of 2009"
        )
    assert [problem.field for problem in refused.value.problems] == ["on"]
    with pytest.raises(Refusal) as refused:
        enter_past_change(asgm(), by=by, status="gone", on=None)
    assert {problem.field for problem in refused.value.problems} == {"decision", "on", "status"}
    with pytest.raises(Refusal):
        enter_past_change(asgm(), by=by, status="closed", on=today() + DAY, source="Guess")


def test_admin_page_offers_the_decision_and_shows_leads(client) -> None:
    user, decision = head(), adopted(title="A new area for demonstrations")
    lead("asgm")
    client.force_login(user)
    area = tied()
    url = reverse("areas-admin:establish", args=[area.pk])
    assert "A new area for demonstrations" in text_of(client.get(url))
    answer = client.post(url, {"on": str(today()), "decision": decision.pk})
    assert answer.status_code == 302
    inspect = text_of(client.get(answer.url))
    assert decision.reference in inspect
    assert "not named to the public" in text_of(client.get(reverse("areas-admin:inspect", args=[asgm().pk])))
    past = reverse("areas-admin:past_change", args=[asgm().pk])
    assert client.post(past, {"status": "established", "on": "2009-03-01"}).status_code == 422
    behind = {"status": "established", "on": "2009-03-01", "source": "Demonstration report"}
    assert client.post(past, behind).status_code == 302
