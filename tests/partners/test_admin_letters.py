"""The secretariat's pages on letters: who sees what, lists, filters, search, export."""

import csv
import datetime
import io

import pytest
import time_machine
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.permissions import policy_registry

from partners.actions.letters import send_answers, send_letter, start_letter, withdraw_letter
from partners.actions.review import (
    add_note,
    ask_for_information,
    confirm_letter,
    decline_letter,
    set_checks,
    take_under_review,
)
from partners.admin.queries import Waits, waiting_letters
from partners.enums import CheckPoint
from partners.models import InformationRequest, Letter, MembershipKind, Organisation
from portal.accounts.models import User
from portal.records.clock import today
from tests.factories import complete_draft, letter_under_review, officer, partner, sent_letter
from tests.partners.admin import OTHERS, READERS, browser, browser_of, page, staff, text_of, verb

pytestmark = pytest.mark.django_db
INDEX = "/admin/letters/"
VERBS = (
    "take_under_review",
    "ask",
    "resume_review",
    "confirm",
    "decline",
    "hold",
    "release",
    "join",
    "note",
    "checks",
)


def names_in(response) -> set[str]:
    return {letter.legal_name for letter in response.context["object_list"]}


def waits_since(letter: Letter, days: int) -> None:
    Letter.objects.filter(pk=letter.pk).update(status_since=timezone.now() - datetime.timedelta(days=days))


# --- Who -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", READERS)
def test_letters_are_read_by_secretariat_and_auditor(role):
    letter = sent_letter()
    client = browser(role)
    for address in (INDEX, page(letter), f"{INDEX}results/", f"{INDEX}?export=csv", f"{INDEX}?export=xlsx"):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("role", OTHERS)
def test_letters_are_not_there_for_other_staff(role):
    letter = sent_letter()
    client = browser(role)
    addresses = (INDEX, f"{INDEX}results/", f"{INDEX}?export=csv", f"{INDEX}new/", page(letter))
    for address in (*addresses, *(verb(letter, name) for name in VERBS)):
        assert client.get(address).status_code == 404, address
    for name in VERBS:
        assert client.post(verb(letter, name)).status_code == 404, name


def test_letters_are_closed_to_applicants_and_visitors():
    letter = sent_letter()
    for client in (browser_of(letter.applicant), Client()):
        for address in (INDEX, page(letter), verb(letter, "confirm")):
            response = client.get(address)
            assert response.status_code == 302
            assert response["Location"].startswith("/admin/login/")
        assert client.post(verb(letter, "confirm")).status_code == 302


@pytest.mark.parametrize("role", [*READERS, "superuser"])
def test_records_cannot_be_added_edited_copied_or_deleted(role):
    letter = sent_letter()
    if role == "superuser":
        user = User.objects.create_superuser("root@example.org", "x")
    else:
        user = staff(role)
    client = browser_of(user)
    for model in (Letter, Organisation, InformationRequest, MembershipKind):
        policy = policy_registry.get_by_type(model)
        for action in ("add", "change", "delete", "copy"):
            assert not policy.user_has_permission(user, action), (model, action)
    for name in ("letters", "organisations", "requests", "membership-kinds"):
        for view in ("add", "edit", "delete", "copy"):
            for args in ([], [letter.pk]):
                with pytest.raises(NoReverseMatch):
                    reverse(f"{name}:{view}", args=args)
    for address in ("edit", "delete", "copy"):
        assert client.get(f"{INDEX}{address}/{letter.pk}/").status_code == 404
        assert client.post(f"{INDEX}{address}/{letter.pk}/").status_code == 404


def test_drafts_of_applicants_are_nowhere_not_even_ones_own():
    user = staff("officer")
    drafts = [
        complete_draft(legal_name="Somebody’s draft"),
        complete_draft(by=user, legal_name="My own draft"),
    ]
    on_behalf = start_letter(by=officer(), language="en", on_behalf=True)
    client = browser_of(user)
    shown = client.get(f"{INDEX}?status=all").context["object_list"]
    assert list(shown) == [on_behalf]
    for draft in drafts:
        assert client.get(page(draft)).status_code == 404
        assert client.get(verb(draft, "note")).status_code == 404
        assert draft.legal_name not in text_of(client.get(f"{INDEX}?status=all&export=csv"))
    assert "A draft: nothing was sent yet." in text_of(client.get(page(on_behalf)))
    assert [group.kind for group in waiting_letters(user)] == [Waits.DRAFT]


@pytest.mark.rule("LOI-5")
def test_auditor_reads_and_can_do_nothing():
    letter = letter_under_review()
    client = browser("auditor")
    response = client.get(page(letter))
    assert response.context["verb_buttons"] == []
    assert "/checks/" not in text_of(response)
    assert "/note/" not in text_of(response)
    for name in VERBS:
        assert client.get(verb(letter, name)).status_code == 403, name
        assert client.post(verb(letter, name)).status_code == 403, name
    assert client.get(f"{INDEX}new/").status_code == 404


# --- List ------------------------------------------------------------------------------------------------


def test_list_shows_open_letters_first_and_all_on_demand():
    sent_letter(legal_name="Waiting")
    gone = sent_letter(legal_name="Gone")
    withdraw_letter(gone, by=gone.applicant)
    client = browser("officer")
    response = client.get(INDEX)
    assert names_in(response) == {"Waiting"}
    assert "open letters" in text_of(response)
    assert names_in(client.get(f"{INDEX}?status=all")) == {"Waiting", "Gone"}
    assert names_in(client.get(f"{INDEX}?status=withdrawn")) == {"Gone"}
    assert names_in(client.get(f"{INDEX}?q=gone")) == {"Gone"}


def test_list_says_so_when_nothing_is_open_or_found():
    client = browser("officer")
    assert "nothing waits for the secretariat" in text_of(client.get(INDEX))
    assert "No letter matches" in text_of(client.get(f"{INDEX}?q=nothing"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=government", {"Ministry"}),
        ("kind=government&kind=ngo", {"Ministry", "Network", "Old"}),
        ("country=FR", {"Ministry"}),
        ("area=asgm", {"Ministry", "Network", "Old"}),
        ("area=waste-management", set()),
        ("age=7", {"Old"}),
        ("age=30", set()),
        ("status=submitted", {"Ministry", "Old"}),
        ("status=under_review", {"Network"}),
        ("waits=arrived", {"Ministry", "Old"}),
        ("waits=review", {"Network"}),
        ("held=yes", set()),
        ("held=no", {"Ministry", "Network", "Old"}),
        ("status=nonsense", {"Ministry", "Network", "Old"}),
        ("country=XX", {"Ministry", "Network", "Old"}),
        ("age=-1", {"Ministry", "Network", "Old"}),
        ("p=" + "9" * 4000, {"Ministry", "Network", "Old"}),
        ("ordering=nonsense", {"Ministry", "Network", "Old"}),
        ("q=%F0%9F%92%A9" + "x" * 4000, set()),
    ],
)
def test_list_filters(query, expected):
    from partnership_areas.models import Country

    sent_letter(legal_name="Ministry", kind="government", country=Country.objects.get(alpha2="FR"))
    letter_under_review(legal_name="Network")
    waits_since(sent_letter(legal_name="Old"), 10)
    response = browser("officer").get(f"{INDEX}?{query}")
    assert response.status_code == 200
    assert names_in(response) == expected


@pytest.mark.parametrize("query", ["reseau", "RÉSEAU", "pour l'or", "LOI-", "dcrn", "orpaillage reseau"])
def test_search_ignores_case_and_accents(query):
    sent_letter(legal_name="Réseau pour l'orpaillage")
    sent_letter(legal_name="Another", acronym="OTHER")
    found = names_in(browser("officer").get(INDEX, {"q": query}))
    assert "Réseau pour l'orpaillage" in found
    assert ("Another" in found) is (query == "LOI-")


@pytest.mark.parametrize(
    "column", ["reference", "legal_name", "kind", "country__name", "status", "status_since"]
)
@pytest.mark.parametrize("direction", ["", "-"])
def test_list_can_be_ordered_by_its_columns(column, direction):
    sent_letter(legal_name="A")
    sent_letter(legal_name="B")
    response = browser("officer").get(f"{INDEX}?ordering={direction}{column}")
    assert names_in(response) == {"A", "B"}
    if column == "legal_name":
        assert [letter.legal_name for letter in response.context["object_list"]] == (
            ["B", "A"] if direction else ["A", "B"]
        )


def test_lists_and_pages_make_the_same_queries_with_more_rows(assert_query_parity):
    client, reader = browser("officer"), staff("head")
    first = letter_under_review(legal_name="First", reviewer=reader)
    numbers = iter(range(100))

    def grow():
        for _round in range(2):
            number = next(numbers)
            letter = letter_under_review(legal_name=f"More {number}", reviewer=reader)
            ask_for_information(letter, [{"text": "Why?", "reopens": ""}], today(), by=reader)
            sent_letter(legal_name=f"Sent {number}")
            partner(legal_name=f"Firsts {number}", areas=("asgm", "waste-management"))

    for address in (
        INDEX,
        "/admin/organisations/",
        "/admin/requests/",
        "/admin/",
        page(first),
        verb(first, "join"),
    ):
        assert_query_parity(lambda address=address: client.get(address), grow)


# --- Export ----------------------------------------------------------------------------------------------


def test_export_holds_what_is_filtered_and_no_formula():
    sent_letter(legal_name="=HYPERLINK(1)", kind="ngo")
    sent_letter(legal_name="Ministry", kind="government")
    client = browser("auditor")
    response = client.get(f"{INDEX}?kind=ngo&export=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert [(row["Organisation"], row["Kind"], row["Status"]) for row in rows] == [
        ("'=HYPERLINK(1)", "NGO or civil society", "Sent")
    ]
    sheet = load_workbook(io.BytesIO(client.get(f"{INDEX}?kind=ngo&export=xlsx").content)).active
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=HYPERLINK(1)", "s")
    assert sheet.max_row == 2


# --- What waits ------------------------------------------------------------------------------------------


def test_what_waits_is_sorted_by_what_it_waits_for():
    user = staff("officer")
    arrived = sent_letter(legal_name="Arrived")
    held = sent_letter(legal_name="ARRIVED")
    review = letter_under_review(legal_name="Review", reviewer=user)
    ready = letter_under_review(legal_name="Ready", reviewer=user)
    set_checks(ready, dict.fromkeys(CheckPoint.values, "fine"), by=user)
    asked = {}
    for name in ("Overdue", "Answered", "Patient"):
        letter = letter_under_review(legal_name=name, reviewer=user)
        asked[name] = ask_for_information(letter, [{"text": "Why?", "reopens": ""}], today(), by=user)
    InformationRequest.objects.filter(pk=asked["Overdue"].pk).update(
        due_on=today() - datetime.timedelta(days=2)
    )
    asked["Answered"].questions.update(answer="Because.")
    send_answers(asked["Answered"], by=asked["Answered"].letter.applicant)
    groups = {group.kind: [letter.legal_name for letter in group.letters] for group in waiting_letters(user)}
    assert groups == {
        Waits.ARRIVED: [arrived.legal_name],
        Waits.HELD: [held.legal_name],
        Waits.ANSWERED: ["Answered"],
        Waits.OVERDUE: ["Overdue"],
        Waits.REVIEW: [review.legal_name],
        Waits.READY: [ready.legal_name],
    }
    assert waiting_letters(staff("head"))[0].kind == Waits.READY
    assert [waiting_letters(staff(role)) for role in ("auditor", "editor", "administrator")] == [[], [], []]
    for kind, names in groups.items():
        assert names_in(browser_of(user).get(f"{INDEX}?waits={kind}")) == set(names)


@pytest.mark.parametrize("hour", ["12:00", "23:30"])
def test_home_shows_what_waits_and_since_when(hour):
    """At 23:30 UTC it is the next day where deadlines are counted."""
    with time_machine.travel(f"2026-03-10T{hour}:00+00:00"):
        letter = sent_letter(legal_name="Waiting since long")
        waits_since(letter, 16)
        home = text_of(browser("officer").get("/admin/"))
    assert "What waits" in home
    assert "16 days" in home
    assert page(letter) in home


def test_home_is_calm_for_the_secretariat_and_has_no_panel_for_others():
    home = text_of(browser("head").get("/admin/"))
    assert "Nothing waits for the secretariat" in home
    assert "What waits" not in text_of(browser("administrator").get("/admin/"))


def test_a_long_group_shows_the_first_and_leads_to_all():
    for number in range(10):
        sent_letter(legal_name=f"Number {number}")
    home = text_of(browser("officer").get("/admin/"))
    assert "All 10 letters" in home
    assert f"{INDEX}?waits=arrived" in home


# --- The page --------------------------------------------------------------------------------------------


def test_page_shows_contacts_requests_and_what_changed():
    letter = letter_under_review()
    user = staff("officer")
    request = ask_for_information(
        letter, [{"text": "Which years?", "reopens": "statements"}], today(), by=user
    )
    from partners.actions.letters import save_step

    save_step(letter, "statements", {"contribution": "We share it until 2028."}, by=letter.applicant, seen=1)
    send_answers(request, by=letter.applicant)
    response = browser_of(user).get(page(letter))
    shown = text_of(response)
    for text in (
        "main@example.org",
        "Which years?",
        "What changed after answers",
        "Workshops",
    ):
        assert text in shown, text
    [version] = response.context["reading"].changed_versions
    [change] = version.changes
    assert (change.before.text, change.after.text) == (
        "We share our inventory method.",
        "We share it until 2028.",
    )


def test_page_tells_history_in_words_with_who():
    user = staff("officer", first_name="Ada", last_name="Officer")
    letter = take_under_review(sent_letter(), by=user)
    shown = text_of(browser_of(user).get(page(letter)))
    assert "Letter sent" in shown
    assert "Review begun" in shown
    assert "Ada Officer" in shown
    assert "letter.send" not in shown


@pytest.mark.rule("LOI-8")
def test_page_hints_at_possible_duplicates_and_joins():
    known = partner(legal_name="Demonstration Clean River Network", acronym="DCRN")
    letter = sent_letter()
    shown = text_of(browser("officer").get(page(letter)))
    assert known.legal_name in shown
    assert "Very similar name" in shown
    assert f"{verb(letter, 'join')}?organisation={known.pk}" in shown
    assert f"{verb(letter, 'join')}?organisation=" not in text_of(browser("auditor").get(page(letter)))


@pytest.mark.rule("LOI-5")
def test_due_diligence_is_shown_nowhere_outside_the_secretariat(run_jobs):
    from portal.mail.models import OutboundEmail
    from portal.records.models import AuditLine, FrozenVersion

    secret = "ZEBRA-CROSSING"
    user = staff("officer")
    letter = letter_under_review(reviewer=user)
    add_note(letter, secret, by=user)
    set_checks(letter, {"conflict": "concern"}, by=user)
    confirm_letter(letter, by=staff("head"))
    letter.refresh_from_db()
    assert secret in text_of(browser("auditor").get(page(letter)))
    applicant = browser_of(letter.applicant)
    outside = [
        text_of(applicant.get(letter.get_absolute_url())),
        text_of(Client().get(letter.organisation.get_absolute_url())),
        text_of(browser("auditor").get(f"{INDEX}?status=all&export=csv")),
        *OutboundEmail.objects.values_list("text", flat=True),
        *FrozenVersion.objects.values_list("body", flat=True),
        *(str(data) for data in AuditLine.objects.values_list("data", flat=True)),
    ]
    assert all(secret not in text and "onflict of interest" not in text for text in outside)


def test_page_of_a_decided_letter_says_who_decided():
    letter, head_user = sent_letter(), staff("head", first_name="Hedda", last_name="Head")
    decline_letter(letter, by=head_user, reason="No contribution named.")
    shown = text_of(browser("auditor").get(page(letter)))
    assert "Decided by Hedda Head" in shown
    assert "No contribution named." in shown


def test_page_of_an_erased_person_still_opens():
    from portal.records.models import FrozenPeople

    letter = letter_under_review()
    FrozenPeople.objects.all().delete()
    shown = text_of(browser("officer").get(page(letter)))
    assert "Erased at the person’s wish" in shown
    assert "main@example.org" not in shown.split('id="letter"')[1].split("</section>")[0]


def test_letter_entered_on_behalf_is_marked_and_leads_to_the_desk():
    user = staff("officer")
    draft = complete_draft(by=user)
    Letter.objects.filter(pk=draft.pk).update(on_behalf=True, applicant=None)
    draft.refresh_from_db()
    letter = send_letter(draft, by=user)
    shown = text_of(browser_of(user).get(page(letter)))
    assert "entered by the secretariat" in shown
    assert reverse("partners_desk:withdraw", args=[letter.uuid]) in shown
    start = text_of(browser_of(user).get(f"{INDEX}new/"))
    assert reverse("partners_desk:start_on_behalf") in start


@pytest.mark.parametrize(("language", "words"), [("fr", 'lang="fr"'), ("es", 'lang="es"')])
def test_admin_speaks_the_language_of_the_account(language, words):
    client = browser_of(staff("officer", language=language))
    assert words in text_of(client.get(INDEX))
