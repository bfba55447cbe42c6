"""The life of a letter of intent, by its verbs."""

import datetime

import pytest

from partners.actions.letters import (
    claim_drafts,
    discard_draft,
    save_answers,
    save_step,
    send_answers,
    send_letter,
    start_letter,
    withdraw_letter,
)
from partners.actions.membership import end_membership
from partners.actions.review import (
    ask_for_information,
    confirm_letter,
    decline_letter,
    join_letter,
    release_letter,
    take_under_review,
)
from partners.enums import LetterStatus, Step
from partners.models import Letter, Membership, Organisation
from partners.queries import published_version
from partners.snapshot import frozen_text
from portal.accounts.visitors import Visitor
from portal.mail.models import OutboundEmail
from portal.publishing.models import PdfJob
from portal.records.audit import broken_lines
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal, StaleRecord, WrongState
from portal.records.models import AuditLine
from tests.factories import (
    UserFactory,
    complete_draft,
    confirmed_letter,
    head,
    letter_under_review,
    officer,
    partner,
    sent_letter,
)

pytestmark = pytest.mark.django_db
S = LetterStatus


@pytest.mark.rule("LOI-2")
@pytest.mark.parametrize("missing", ["supports", "commits", "contribution"])
def test_send_without_one_of_the_three_statements_is_refused(missing):
    letter = complete_draft()
    values = {"supports": True, "commits": True, "contribution": "Something"} | {
        missing: "" if missing == "contribution" else False
    }
    letter = save_step(letter, Step.STATEMENTS, values, by=letter.applicant, seen=1)
    with pytest.raises(Refusal) as refused:
        send_letter(letter, by=letter.applicant)
    assert [problem.field for problem in refused.value.problems] == [f"statements.{missing}"]
    letter.refresh_from_db()
    assert (letter.status, letter.reference) == (S.DRAFT, None)


def test_send_statement_of_251_words_is_refused_with_the_count_and_kept():
    letter = complete_draft()
    text = "word " * 250 + "end"
    letter = save_step(letter, Step.STATEMENTS, {"contribution": text}, by=letter.applicant, seen=1)
    with pytest.raises(Refusal, match="251"):
        send_letter(letter, by=letter.applicant)
    letter.refresh_from_db()
    assert letter.contribution == text
    save_step(letter, Step.STATEMENTS, {"contribution": "word " * 250}, by=letter.applicant, seen=2)
    assert send_letter(letter, by=letter.applicant).status == S.SUBMITTED


@pytest.mark.rule("LOI-3")
@pytest.mark.parametrize("field", ["signatory_name", "signatory_title", "signed_on", "declared"])
def test_send_unsigned_is_refused(field):
    letter = complete_draft()
    empty = {"signed_on": None, "declared": False}.get(field, "")
    letter = save_step(letter, Step.SIGNATURE, {field: empty}, by=letter.applicant, seen=1)
    with pytest.raises(Refusal) as refused:
        send_letter(letter, by=letter.applicant)
    assert [problem.field for problem in refused.value.problems] == [f"signature.{field}"]


@pytest.mark.rule("LOI-6")
def test_send_without_acknowledging_publication_is_refused():
    letter = complete_draft()
    letter = save_step(letter, Step.CONSENT, {"acknowledges_publication": False}, by=letter.applicant, seen=1)
    with pytest.raises(Refusal) as refused:
        send_letter(letter, by=letter.applicant)
    assert [problem.field for problem in refused.value.problems] == ["consent.acknowledges_publication"]


def test_send_gives_a_reference_and_writes_one_audit_line_and_mail():
    staff = officer()
    letter = sent_letter()
    assert letter.reference == f"LOI-{today().year}-0001"
    assert list(
        AuditLine.objects.filter(object_type="partners.letter", verb="letter.send").values_list(
            "object_id", flat=True
        )
    ) == [letter.pk]
    assert sorted(OutboundEmail.objects.values_list("template", "to")) == [
        ("partners/letter_arrived", staff.email),
        ("partners/letter_received", letter.applicant.email),
    ]
    assert not PdfJob.objects.exists()
    with pytest.raises(WrongState):
        send_letter(letter, by=letter.applicant)


def test_send_unverified_address_is_refused():
    user = UserFactory(verified=False)
    letter = complete_draft(by=user)
    with pytest.raises(Forbidden):
        send_letter(letter, by=user)


@pytest.mark.rule("LOI-6")
def test_letter_is_public_from_review_until_it_is_withdrawn():
    letter = sent_letter()
    assert not Letter.objects.public().exists()
    letter = take_under_review(letter, by=officer())
    assert list(Letter.objects.received()) == [letter]
    assert published_version(letter).number == 1
    assert PdfJob.objects.filter(kind="letter", version="1-received").count() == 3
    letter = withdraw_letter(letter, by=letter.applicant)
    assert not Letter.objects.public().exists()
    assert letter.status == S.WITHDRAWN


@pytest.mark.rule("LOI-6")
def test_published_version_holds_no_personal_contact_data():
    letter = letter_under_review()
    body = published_version(letter).body
    for personal in ("main@example.org", "Main Contact", "Contact", letter.applicant.email):
        assert personal not in body


@pytest.mark.rule("LOI-6")
@pytest.mark.parametrize("consent", [True, False])
def test_individual_is_named_only_in_the_personal_part_and_only_with_consent(consent):
    user = UserFactory()
    about = {"acronym": "IPX", "website": "https://ip.example.org", "description": "I advise on dentistry."}
    letter = complete_draft(by=user, kind="individual", legal_name="Invented Name", **about)
    letter = save_step(letter, Step.CONSENT, {"consents_to_name": consent}, by=user, seen=1)
    letter = take_under_review(send_letter(letter, by=user), by=officer())
    frozen = published_version(letter)
    text = frozen_text(frozen, letter.reference)
    shown = (text.name, text.acronym, text.website, text.description)
    assert shown == (("Invented Name", *about.values()) if consent else ("Individual partner", "", "", ""))
    for personal in ("Invented Name", *about.values()):
        assert personal not in frozen.body


@pytest.mark.rule("LOI-4")
def test_information_request_reopens_only_what_was_asked():
    staff = officer()
    letter = letter_under_review()
    request = ask_for_information(
        letter,
        [
            {"text": "Who funds you?", "reopens": ""},
            {"text": "Please name the workshops.", "reopens": "statements"},
        ],
        today() + datetime.timedelta(days=14),
        by=staff,
    )
    applicant = letter.applicant
    with pytest.raises(Forbidden):
        save_step(letter, Step.WHO, {"legal_name": "Another name"}, by=applicant, seen=1)
    save_step(letter, Step.STATEMENTS, {"contribution": "Two named workshops."}, by=applicant, seen=1)
    with pytest.raises(Refusal) as refused:
        send_answers(request, by=applicant)
    funds, workshops = request.questions.all()
    assert [problem.field for problem in refused.value.problems] == [f"answer-{funds.pk}"]
    request = save_answers(request, {funds.pk: "Our members."}, by=applicant, seen=0)
    with pytest.raises(StaleRecord):
        save_answers(request, {funds.pk: "Nobody."}, by=applicant, seen=0)
    letter = send_answers(request, by=applicant)
    assert letter.status == S.UNDER_REVIEW
    assert letter.published_version == 2
    assert published_version(letter).content()["contribution"] == "Two named workshops."


@pytest.mark.rule("LOI-5")
def test_confirm_is_for_the_head_only_and_never_for_an_own_letter():
    letter = letter_under_review()
    with pytest.raises(Forbidden):
        confirm_letter(letter, by=officer())
    with pytest.raises(Forbidden):
        confirm_letter(letter, by=letter.applicant)
    own = letter_under_review(by=head(), legal_name="Own")
    with pytest.raises(Forbidden, match="yourself"):
        confirm_letter(own, by=own.applicant)
    assert confirm_letter(own, by=head()).status == S.CONFIRMED


@pytest.mark.rule("LOI-5")
def test_decline_needs_a_reason_and_takes_the_letter_off_the_site():
    letter = letter_under_review()
    with pytest.raises(Refusal):
        decline_letter(letter, by=head(), reason=" ")
    letter = decline_letter(letter, by=head(), reason="Not concerned with mercury.")
    assert letter.status == S.DECLINED
    assert not Letter.objects.public().exists()
    again = sent_letter(by=letter.applicant)
    assert again.held_at is None


@pytest.mark.rule("LOI-11")
def test_confirm_makes_the_partner_and_tells_the_partners_of_its_areas():
    from tests.factories import focal_point

    neighbour = focal_point(partner())
    elsewhere = focal_point(partner(areas=("cement",)))
    letter = confirmed_letter()
    organisation = letter.organisation
    assert organisation.legal_name == "Demonstration Clean Rivers Network"
    assert [m.since for m in organisation.memberships.running()] == [today()]
    assert [p.area.code for p in organisation.participations.running()] == ["asgm"]
    assert {place.person.email for place in organisation.people.all()} == {
        "main@example.org",
        letter.applicant.email,
    }
    assert PdfJob.objects.filter(kind="letter", version="1-confirmed").count() == 3
    assert PdfJob.objects.filter(kind="confirmation").count() == 1
    told = OutboundEmail.objects.filter(template="partners/new_partner").values_list("to", flat=True)
    assert list(told) == [neighbour.email]
    assert elsewhere.email not in told
    confirmation = OutboundEmail.objects.get(template="partners/letter_confirmed")
    assert confirmation.attach_job.kind == "confirmation"


def test_confirm_a_letter_that_moved_on_is_refused():
    letter = letter_under_review()
    seen = letter.version
    withdraw_letter(letter, by=letter.applicant)
    with pytest.raises(WrongState):
        confirm_letter(letter, by=head(), seen=seen)
    other = letter_under_review(legal_name="Other")
    with pytest.raises(StaleRecord):
        confirm_letter(other, by=head(), seen=other.version - 1)
    assert not Membership.objects.exists()


def test_confirm_twice_tells_the_loser_who_and_when():
    first = head(first_name="Ada", last_name="Example")
    letter = confirmed_letter(decider=first)
    with pytest.raises(WrongState, match="Ada Example"):
        confirm_letter(letter, by=head())
    assert Membership.objects.count() == 1
    assert AuditLine.objects.filter(verb="letter.confirm").count() == 1


@pytest.mark.rule("LOI-8")
def test_second_letter_of_the_same_name_is_kept_and_held():
    first = sent_letter(legal_name="Réseau Démonstration")
    second = sent_letter(legal_name="RESEAU  demonstration")
    assert first.held_at is None
    assert second.held_at is not None
    assert second.reference != first.reference
    with pytest.raises(Forbidden):
        take_under_review(second, by=officer())
    released = release_letter(second, by=officer(), reason="Another organisation.")
    assert take_under_review(released, by=officer()).status == S.UNDER_REVIEW


@pytest.mark.rule("LOI-8")
def test_letter_of_a_partner_is_held_and_can_be_joined():
    organisation = partner(legal_name="Demonstration Clean Rivers Network")
    letter = sent_letter()
    assert letter.held_at is not None
    letter = join_letter(letter, organisation, by=officer())
    letter = take_under_review(letter, by=officer())
    letter = confirm_letter(letter, by=head())
    assert letter.organisation == organisation
    assert organisation.memberships.count() == 1
    assert Organisation.objects.count() == 1
    assert organisation.people.count() == 2


@pytest.mark.rule("LOI-9")
def test_membership_ends_with_date_and_reason_and_resumes_by_a_new_letter():
    letter = confirmed_letter()
    membership = letter.membership
    with pytest.raises(Forbidden):
        end_membership(membership, by=officer(), ending="withdrawn", reason="They asked.")
    with pytest.raises(Refusal) as refused:
        end_membership(membership, by=head(), ending="gone", reason="")
    assert [problem.field for problem in refused.value.problems] == ["ending", "reason"]
    end_membership(membership, by=head(), ending="withdrawn", reason="They asked.")
    assert not Organisation.objects.partners().exists()
    again = confirmed_letter(by=letter.applicant)
    assert again.organisation == letter.organisation
    assert letter.organisation.memberships.count() == 2


def test_draft_of_a_visitor_belongs_to_the_account_that_claims_it():
    letter = start_letter(by=Visitor(), language="fr")
    visitor = Visitor((str(letter.uuid),))
    save_step(letter, Step.WHO, {"legal_name": "Réseau"}, by=visitor, seen=0)
    with pytest.raises(Forbidden):
        save_step(letter, Step.WHO, {"legal_name": "Not mine"}, by=Visitor(), seen=1)
    user = UserFactory()
    assert claim_drafts(user, [str(letter.uuid)]) == 1
    letter.refresh_from_db()
    assert (letter.applicant, letter.legal_name) == (user, "Réseau")
    with pytest.raises(Forbidden):
        save_step(letter, Step.WHO, {"legal_name": "Too late"}, by=visitor, seen=1)


def test_stale_save_of_a_part_is_refused_and_another_part_is_not_touched():
    letter = complete_draft()
    user = letter.applicant
    save_step(letter, Step.WHO, {"acronym": "ONE"}, by=user, seen=1)
    with pytest.raises(StaleRecord):
        save_step(letter, Step.WHO, {"acronym": "TWO"}, by=user, seen=1)
    save_step(letter, Step.STATEMENTS, {"contribution": "Other part"}, by=user, seen=1)
    letter.refresh_from_db()
    assert (letter.acronym, letter.contribution) == ("ONE", "Other part")


def test_only_a_draft_can_be_discarded():
    letter = complete_draft()
    discard_draft(letter, by=letter.applicant)
    assert not Letter.objects.exists()
    sent = sent_letter()
    with pytest.raises(WrongState):
        discard_draft(sent, by=sent.applicant)


def test_audit_trail_holds_after_a_life():
    confirmed_letter()
    assert list(broken_lines()) == []
