"""Several people of one organisation write one draft letter."""

import pytest
from django.urls import reverse

from partners.actions.invitations import accept_invitation, end_author, invite_author, revoke_invitation
from partners.actions.letters import discard_draft, save_step, send_letter, start_letter
from partners.actions.review import confirm_letter, take_under_review
from partners.enums import Step
from partners.models import ColleagueInvitation, Letter, LetterAuthor
from partners.rules.letters import can_see_letter, visible_letters
from portal.accounts.models import User
from portal.mail.models import OutboundEmail
from portal.records.decisions import Forbidden, Refusal, WrongState
from portal.records.models import AuditLine
from portal.records.registries import roles_of
from tests.factories import UserFactory, complete_draft, officer
from tests.partners.desk import PAGES, post_part, signed_in, text_of, url

pytestmark = pytest.mark.django_db
COLLEAGUE = "colleague@example.org"


@pytest.fixture
def draft() -> Letter:
    return complete_draft(by=UserFactory(first_name="Anna", last_name="Applicant"))


def joined(letter: Letter, email: str = COLLEAGUE, **values: object) -> User:
    invitation = invite_author(letter, by=letter.applicant, email=email)
    user = UserFactory(email=email, **values)
    accept_invitation(invitation, by=user)
    return user


def test_colleague_is_invited_accepts_and_writes_along(draft):
    mine = signed_in(draft.applicant)
    assert url("authors", draft) in text_of(mine.get(draft.get_absolute_url()))
    answer = mine.post(url("authors", draft), {"email": COLLEAGUE, "language": "es"})
    assert answer.status_code == 302
    invitation = ColleagueInvitation.objects.get()
    mail = OutboundEmail.objects.get(template="partners/coauthor_invited")
    assert (mail.to, mail.language) == (COLLEAGUE, "es")
    colleague = UserFactory(email=COLLEAGUE)
    theirs = signed_in(colleague)
    assert theirs.get(draft.get_absolute_url()).status_code == 404
    link = reverse("partners_desk:invitation", args=[invitation.uuid])
    assert "asks you to write along" in text_of(theirs.get(link))
    assert theirs.post(link, {"accept": "1"})["Location"] == draft.get_absolute_url()
    assert theirs.get(draft.get_absolute_url()).status_code == 200
    assert post_part(theirs, draft, "statements", contribution="We also train.").status_code == 302
    draft.refresh_from_db()
    assert draft.contribution == "We also train."
    assert draft.legal_name in text_of(theirs.get("/desk/"))
    assert roles_of(User.objects.get(pk=colleague.pk)) == {"applicant"}
    assert str(colleague) in text_of(mine.get(url("authors", draft)))
    verbs = list(AuditLine.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["letter.author_invite", "letter.author_join"]


def test_two_people_on_one_part_lose_nothing(draft):
    mine, theirs = signed_in(draft.applicant), signed_in(joined(draft))
    address = url("step", draft, "statements")
    version = text_of(mine.get(address)).split('name="version" value="')[1].split('"')[0]
    values = PAGES["statements"] | {"version": version}
    assert theirs.post(address, values | {"contribution": "Their words."}).status_code == 302
    answer = mine.post(address, values | {"contribution": "My words."})
    assert answer.status_code == 409
    for words in ("My words.", "Their words."):
        assert words in text_of(answer)
    autosave = mine.post(address, values | {"contribution": "My words."}, headers={"X-Autosave": "1"})
    assert autosave.status_code == 409
    # Another part is not touched by it.
    assert post_part(mine, draft, "offers").status_code == 302


def test_sending_withdrawing_and_deleting_stay_with_who_began_it(draft):
    colleague = joined(draft)
    with pytest.raises(Forbidden, match="began this letter"):
        send_letter(draft, by=colleague)
    with pytest.raises(Forbidden):
        discard_draft(draft, by=colleague)
    with pytest.raises(Forbidden):
        invite_author(draft, by=colleague, email="third@example.org")
    assert signed_in(colleague).post(url("delete", draft)).status_code == 403
    sent = send_letter(draft, by=draft.applicant)
    assert signed_in(colleague).get(sent.get_absolute_url()).status_code == 200
    assert signed_in(colleague).post(url("withdraw", sent)).status_code == 403
    with pytest.raises(Forbidden):
        save_step(sent, Step.STATEMENTS, {"contribution": "Late."}, by=colleague, seen=1)


@pytest.mark.rule("LOI-5")
def test_nobody_decides_on_a_letter_that_they_wrote_along(draft):
    colleague = joined(draft, roles=("head",))
    letter = take_under_review(send_letter(draft, by=draft.applicant), by=officer())
    with pytest.raises(Forbidden, match="another person must decide"):
        confirm_letter(letter, by=colleague)
    end_author(LetterAuthor.objects.get(), by=colleague)
    with pytest.raises(Forbidden, match="another person must decide"):
        confirm_letter(letter, by=User.objects.get(pk=colleague.pk))


def test_removed_colleague_loses_the_letter_at_the_next_request(draft):
    colleague = joined(draft)
    mine, theirs = signed_in(draft.applicant), signed_in(colleague)
    author = LetterAuthor.objects.get()
    page = url("author_remove", draft, author.pk)
    assert mine.get(page).status_code == 200
    assert mine.post(page).status_code == 302
    for answer in (
        theirs.get(draft.get_absolute_url()),
        theirs.post(url("step", draft, "statements"), PAGES["statements"] | {"version": "1"}),
    ):
        assert answer.status_code == 404
    assert mine.post(page).status_code == 404
    with pytest.raises(WrongState):
        end_author(author, by=draft.applicant)


def test_colleague_leaves_and_cannot_remove_others(draft):
    first, second = joined(draft), joined(draft, email="second@example.org")
    theirs = signed_in(first)
    other = LetterAuthor.objects.get(user=second)
    assert theirs.get(url("author_remove", draft, other.pk)).status_code == 404
    with pytest.raises(Forbidden):
        end_author(other, by=first)
    own = LetterAuthor.objects.get(user=first)
    assert theirs.post(url("author_remove", draft, own.pk))["Location"] == "/desk/"
    assert theirs.get(draft.get_absolute_url()).status_code == 404


def test_who_can_be_invited_to_write_along(draft):
    colleague = joined(draft)
    client = signed_in(draft.applicant)
    for email, words in (
        ("nobody", "name@example.org"),
        (draft.applicant.email, "your own address"),
        (colleague.email, "writes along already"),
    ):
        answer = client.post(url("authors", draft), {"email": email, "language": "en"})
        assert answer.status_code == 422
        assert words in text_of(answer)
    with pytest.raises(Refusal):
        invite_author(draft, by=draft.applicant, email="nobody")
    unverified = start_letter(by=UserFactory(verified=False), language="en")
    with pytest.raises(Forbidden, match="Confirm"):
        invite_author(unverified, by=unverified.applicant, email="x@example.org")
    assert "Confirm your e-mail address" in text_of(
        signed_in(unverified.applicant).get(url("authors", unverified))
    )


def test_invitation_to_a_letter_that_was_sent_opens_nothing(draft):
    invitation = invite_author(draft, by=draft.applicant, email=COLLEAGUE)
    sent = send_letter(draft, by=draft.applicant)
    colleague = UserFactory(email=COLLEAGUE)
    with pytest.raises(WrongState, match="sent already"):
        accept_invitation(invitation, by=colleague)
    with pytest.raises(Forbidden):
        invite_author(sent, by=draft.applicant, email="other@example.org")
    answer = signed_in(draft.applicant).post(url("authors", sent), {"email": "other@example.org"})
    assert answer.status_code == 403


def test_invitation_can_be_sent_again_and_taken_back(draft):
    invitation = invite_author(draft, by=draft.applicant, email=COLLEAGUE)
    client, stranger = signed_in(draft.applicant), signed_in(UserFactory())
    for name in ("resend_invitation", "revoke_invitation"):
        address = reverse(f"partners_desk:{name}", args=[invitation.uuid])
        assert stranger.post(address).status_code == 404
        assert client.get(address).status_code == 405
        assert client.post(address)["Location"] == url("authors", draft)
    assert client.post(address)["Location"] == url("authors", draft)  # told that it is closed
    invitation.refresh_from_db()
    assert invitation.revoked_at is not None


def test_invitations_of_a_day_are_limited_also_when_the_draft_was_deleted(draft, monkeypatch):
    monkeypatch.setattr("partners.actions.invitations.MAX_PER_DAY", 2)
    first = start_letter(by=draft.applicant, language="en")
    invite_author(first, by=draft.applicant, email=COLLEAGUE)
    discard_draft(first, by=draft.applicant)
    revoke_invitation(invite_author(draft, by=draft.applicant, email=COLLEAGUE), by=draft.applicant)
    with pytest.raises(Refusal, match="Too many"):
        invite_author(draft, by=draft.applicant, email="other@example.org")


def test_visible_letters_say_the_same_as_the_rule(draft):
    colleague, staff = joined(draft, roles=("officer",)), officer()
    other = complete_draft(legal_name="Other")
    for user in (draft.applicant, colleague, staff, other.applicant):
        seen = set(visible_letters(user))
        for letter in (draft, other):
            assert (letter in seen) == bool(can_see_letter(user, letter)), (user, letter)


def test_deleting_a_draft_takes_invitations_and_authors_along(draft):
    joined(draft)
    discard_draft(draft, by=draft.applicant)
    assert not LetterAuthor.objects.exists()
    assert not ColleagueInvitation.objects.exists()


def test_page_of_authors_makes_the_same_queries_with_more_rows(draft, assert_query_parity):
    joined(draft)
    invite_author(draft, by=draft.applicant, email="waits@example.org")
    client = signed_in(draft.applicant)

    def grow() -> None:
        for number in range(2):
            joined(draft, email=f"more{number}@example.org")
            invite_author(draft, by=draft.applicant, email=f"waits{number}@example.org")

    assert_query_parity(lambda: client.get(url("authors", draft)), grow)


def test_invitation_to_write_along_waits_on_the_desk(draft):
    invitation = invite_author(draft, by=draft.applicant, email=COLLEAGUE)
    shown = text_of(signed_in(UserFactory(email=COLLEAGUE)).get("/desk/"))
    assert "asks you to write along" in shown
    assert str(invitation.uuid) in shown
    nameless = start_letter(by=draft.applicant, language="en")
    invite_author(nameless, by=draft.applicant, email="second@example.org")
    mail = OutboundEmail.objects.get(to="second@example.org")
    assert "an organisation without a name yet" in mail.text
