"""Erasing a person: nothing is left in names, addresses, files, mails, sessions; proofs and other people stay."""

import json
import zipfile
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError

from partners.actions.membership import end_membership
from partners.actions.merges import merge_organisation
from partners.models import (
    ColleagueInvitation,
    ImportJob,
    ImportRow,
    Letter,
    LetterContact,
    OrganisationPerson,
    Person,
    Prospect,
)
from portal.accounts.models import User
from portal.files.models import StoredFile
from portal.mail.models import Notice, OutboundEmail
from portal.privacy.actions import erase, open_request, refuse_request, rehearse
from portal.privacy.held import held_about, mentions_of
from portal.privacy.models import Mention, PersonalDataRequest
from portal.publishing.models import PdfJob, Publication
from portal.records.decisions import Forbidden, Refusal, WrongState
from portal.records.models import AuditLine, FrozenPeople
from portal.records.personal import subject_of
from tests.factories import OrganisationFactory, UserFactory, head, partner
from tests.privacy.people import EMAIL, FAMILY, NAME, PHONE, individual, somebody

pytestmark = pytest.mark.django_db


def erased(traces):
    record = open_request(EMAIL, by=traces.head)
    return erase(record, by=traces.head, confirm=EMAIL)


def left_of(subject) -> list[tuple[str, str]]:
    """Return where the address, name or number still stands."""
    return [(found.label, found.field) for found in mentions_of(subject) if found.certain]


@pytest.fixture
def zora(db):
    return somebody()


def test_nothing_is_left_but_free_texts(zora, run_jobs, django_capture_on_commit_callbacks):
    run_jobs()
    subject = subject_of(EMAIL)
    with django_capture_on_commit_callbacks(execute=True):
        record = erased(zora)
    assert set(left_of(subject)) == {
        ("partners.letter", "contribution"),
        ("records.frozenversion", "body"),
    }
    uncertain = {(m.object_type, m.field) for m in record.mentions.filter(certain=False)}
    assert uncertain == {("partners.duediligencenote", "text")}
    assert set(record.mentions.filter(certain=True).values_list("object_type", "field")) == {
        ("partners.letter", "contribution"),
        ("records.frozenversion", "body"),
    }


def test_account_is_closed_and_has_no_name(zora):
    session = zora.session.session.session_key
    erased(zora)
    zora.user.refresh_from_db()
    assert (zora.user.is_active, zora.user.first_name, zora.user.last_name) == (False, "", "")
    assert zora.user.email == f"erased-{zora.user.pk}@erased.invalid"
    assert str(zora.user) == "Erased account" and not zora.user.has_usable_password()
    assert not zora.user.emailaddress_set.exists()
    assert zora.session.get("/desk/").status_code == 302, session


def test_person_and_place_stay_without_name(zora):
    erased(zora)
    zora.person.refresh_from_db()
    assert str(zora.person) == "Erased person"
    assert (zora.person.email, zora.person.phone, zora.person.user) == ("", "", None)
    place = OrganisationPerson.objects.get(person=zora.person)
    assert place.until is not None and not place.is_public and not place.is_main
    main = OrganisationPerson.objects.get(organisation=zora.organisation, is_main=True)
    assert main.person.email == "other@somewhere.example" and main.until is None


def test_letter_keeps_what_the_organisation_said(zora):
    file = zora.letter.signed_file
    erased(zora)
    letter = Letter.objects.get(pk=zora.letter.pk)
    assert letter.legal_name == "Demonstration Clean Rivers Network" and letter.status == "confirmed"
    assert letter.signatory_name == "" and letter.signatory_title == "Director"
    assert letter.signed_file is None and not StoredFile.objects.filter(pk=file.pk).exists()
    assert [contact.email for contact in letter.contacts.all()] == ["other@somewhere.example"]


def test_drafts_are_deleted_and_other_writers_keep_theirs(zora):
    erased(zora)
    assert not Letter.objects.filter(legal_name="Demonstration Never Sent").exists()
    other = Letter.objects.get(legal_name="Demonstration Other Body")
    assert not LetterContact.objects.filter(letter=other, role="alternate").exists()


def test_draft_with_somebody_who_writes_along_becomes_theirs(zora):
    draft = Letter.objects.get(legal_name="Demonstration Never Sent")
    draft.authors.create(user=zora.colleague)
    erased(zora)
    draft.refresh_from_db()
    assert draft.applicant == zora.colleague and not draft.authors.filter(until=None).exists()


def test_frozen_letter_loses_one_person_and_still_holds(zora):
    erased(zora)
    people = FrozenPeople.objects.get(frozen__object_id=zora.letter.pk)
    told = json.loads(people.body)
    assert [contact["email"] for contact in told["contacts"]] == ["", "other@somewhere.example"]
    assert told["signatory_name"] == "" and people.salt == "" and people.redacted_at
    call_command("verify_audit", stdout=StringIO())


def test_mail_log_keeps_that_there_was_a_mail(zora):
    mails = list(OutboundEmail.objects.filter(to=EMAIL).values_list("pk", flat=True))
    assert mails
    erased(zora)
    for mail in OutboundEmail.objects.filter(pk__in=mails):
        assert (mail.to, mail.text, mail.html, mail.subject) == ("", "", "", "[erased]")
        assert mail.template and mail.state == "failed"  # was on its way: not sent


LURE = "Demonstration Lure"


def mail(text, **values):
    values = {"to": "else@example.org", "state": "done", **values}
    return OutboundEmail.objects.create(
        subject=f"About {LURE}", text=text, html=text, template="x", message_id=text, **values
    )


def test_what_holds_only_the_name_of_somebody_stays_for_an_officer_to_read(zora):
    User.objects.filter(pk=zora.user.pk).update(first_name="Demonstration", last_name="Lure")
    Person.objects.filter(pk=zora.person.pk).update(phone="+41 22 777 77 77")
    job = ImportJob.objects.create(name="list.csv", sha256="0" * 64, source="List")
    rows = ImportRow.objects.create, {"job": job, "outcome": "refused"}
    named = rows[0](number=1, name=LURE, cells=[LURE, "+41 22 777 77 77", f"x{EMAIL}"], **rows[1])
    addressed = rows[0](number=2, name="Other", cells=[f"One\n{EMAIL.upper()}"], **rows[1])
    mails = [mail(f"{LURE} at +41 22 777 77 77"), mail(f"See x{EMAIL}, {LURE}")]
    pending = [mail(f"Write to {EMAIL}", state="queued"), mail(f"Ask <{EMAIL}>", state="running")]
    sent = mail(f"Write to {EMAIL}.")
    notice = Notice.objects.create(user=zora.colleague, kind="x", title=LURE, text=LURE, key="1")
    gone = Notice.objects.create(user=zora.colleague, kind="x", title="x", text=EMAIL, key="2")
    record = erased(zora)
    for row in (*mails, *pending):
        before = (row.to, row.state, row.subject, row.text, row.html)
        row.refresh_from_db()
        assert (row.to, row.state, row.subject, row.text, row.html) == before
    sent.refresh_from_db()
    assert (sent.to, sent.subject, sent.text, sent.html) == ("else@example.org", "[erased]", "", "")
    named.refresh_from_db()
    addressed.refresh_from_db()
    assert (named.name, named.cells[0], addressed.name, addressed.cells) == (LURE, LURE, "", [])
    assert Notice.objects.filter(pk=notice.pk).exists() and not Notice.objects.filter(pk=gone.pk).exists()
    told = set(record.mentions.filter(certain=True).values_list("object_type", "object_id", "field"))
    assert {("mail.outboundemail", row.pk, "text") for row in (*mails, *pending)} <= told
    assert {("partners.importrow", named.pk, "cells"), ("mail.notice", notice.pk, "title")} <= told


def test_invitations_are_gone_and_those_of_the_person_taken_back(zora):
    erased(zora)
    invitation = ColleagueInvitation.objects.get(email="next@somewhere.example")
    assert invitation.revoked_at is not None
    prospect = Prospect.objects.get(name="Demonstration Guest")
    assert (prospect.email, prospect.contact_name, prospect.message) == ("", "", "")
    assert prospect.address_hash == f"erased:{prospect.pk}"


def test_cache_is_emptied(zora, django_capture_on_commit_callbacks):
    cache.set("directory", NAME)
    with django_capture_on_commit_callbacks(execute=True):
        erased(zora)
    assert cache.get("directory") is None


def test_audit_says_that_it_was_done_without_a_name(zora):
    record = erased(zora)
    line = AuditLine.objects.get(verb="personal.erase")
    assert line.object_id == record.pk and line.actor_id == zora.head.pk
    assert line.data["rows"]["partners.person-0"] == 1
    assert EMAIL not in json.dumps([entry.data for entry in AuditLine.objects.all()])
    assert (record.state, record.email, record.summary) == ("done", "", line.data["rows"])


def test_rehearsal_tells_what_happens_and_changes_nothing(zora):
    record = open_request(EMAIL, by=zora.head)
    lines = AuditLine.objects.count()
    rehearsal = rehearse(record, by=zora.head)
    assert AuditLine.objects.count() == lines
    assert Person.objects.get(pk=zora.person.pk).email == EMAIL
    numbers = {item.holding.code: item.number for item in rehearsal.touched}
    texts = {(found.label, found.pk, found.field, found.certain) for found in rehearsal.mentions}
    done = erase(record, by=zora.head, confirm=EMAIL)
    assert done.summary == numbers
    assert set(done.mentions.values_list("object_type", "object_id", "field", "certain")) == texts


# --- Individuals ----------------------------------------------------------------------------------


def end(traces):
    membership = traces.organisation.memberships.get()
    end_membership(membership, by=traces.head, ending="withdrawn", reason="Asked to leave.")


def test_individual_partner_is_a_number_in_the_register(db, run_jobs, django_capture_on_commit_callbacks):
    zora = individual()
    assert "quillfeather" in zora.organisation.slug
    run_jobs()
    assert Publication.objects.filter(kind="letter", title__contains=FAMILY, withdrawn_at=None).count() == 3
    end(zora)
    subject = subject_of(EMAIL)
    with django_capture_on_commit_callbacks(execute=True):
        erased(zora)
    run_jobs()
    zora.organisation.refresh_from_db()
    assert zora.organisation.slug == f"individual-partner-{zora.organisation.pk}"
    assert str(zora.organisation) == "Individual partner" and zora.organisation.kind == "individual"
    assert zora.organisation.memberships.get().ended_on is not None
    assert {table for table, _field in left_of(subject)} == {"mail.outboundemail", "mail.notice"}  # to others
    page = zora.session.get(f"/en/letters/{zora.letter.reference}/").content.decode()
    assert "Individual partner" in page and FAMILY not in page and "zora.example" not in page
    titles = list(
        Publication.objects.filter(kind="letter", withdrawn_at=None).values_list("title", flat=True)
    )
    assert len(titles) == 3 and "Letter of intent of Individual partner" in titles
    assert set(PdfJob.objects.filter(edition=2).values_list("reason", flat=True)) == {"a person was erased"}


@pytest.mark.parametrize("named", [True, False])
def test_individual_partner_first_ends_the_membership(db, named):
    zora = individual(named=named)
    with pytest.raises(Refusal, match="ends the membership"):
        erased(zora)
    end(zora)
    assert erased(zora).state == "done"


# --- What stands in the way -----------------------------------------------------------------------


def test_last_focal_point_is_refused_with_what_to_do_first(zora):
    OrganisationPerson.objects.exclude(person=zora.person).update(role="viewer")
    with pytest.raises(Refusal, match="last focal point of “Demonstration Clean Rivers Network”: first make"):
        erased(zora)
    assert Person.objects.get(pk=zora.person.pk).email == EMAIL
    assert PersonalDataRequest.objects.get().state == "open"


def test_last_focal_point_of_a_partner_by_a_merged_row_only_is_refused(zora):
    OrganisationPerson.objects.exclude(person=zora.person).update(role="viewer")
    target = OrganisationFactory(legal_name="Demonstration Renamed Network")
    merge_organisation(zora.organisation, into=target, reason="Renamed", by=zora.head)
    assert not target.memberships.exists()
    with pytest.raises(Refusal, match="last focal point of “Demonstration Renamed Network”"):
        erased(zora)


def test_places_in_two_merged_rows_do_not_stand_for_each_other(zora):
    OrganisationPerson.objects.exclude(person=zora.person).update(role="viewer")
    old = partner(legal_name="Demonstration Old Network")
    OrganisationPerson.objects.create(organisation=old, person=zora.person, role="focal")
    merge_organisation(old, into=zora.organisation, reason="Same statutes", by=zora.head)
    with pytest.raises(Refusal, match="last focal point of “Demonstration Clean Rivers Network”") as refused:
        erased(zora)
    assert len(refused.value.problems) == 1, "one partner is named once"


def test_focal_point_is_asked_again_when_places_end(zora, monkeypatch):
    from portal.privacy import actions

    asked = actions.problems_of

    def and_then_the_colleague_leaves(subject):
        problems = asked(subject)
        OrganisationPerson.objects.exclude(person=zora.person).update(role="viewer")
        return problems

    monkeypatch.setattr(actions, "problems_of", and_then_the_colleague_leaves)
    record = open_request(EMAIL, by=zora.head)
    assert rehearse(record, by=zora.head).held
    OrganisationPerson.objects.exclude(person=zora.person).update(role="focal")
    with pytest.raises(Refusal, match="last focal point"):
        erase(record, by=zora.head, confirm=EMAIL)
    assert Person.objects.get(pk=zora.person.pk).email == EMAIL


def test_open_letter_is_decided_first(zora):
    from partners.actions.letters import send_letter

    send_letter(Letter.objects.get(legal_name="Demonstration Never Sent"), by=zora.user)
    with pytest.raises(Refusal, match="waits for a decision: first withdraw or decide it"):
        erased(zora)


def test_staff_first_leave_their_office(db):
    decider, other = head(email="decider@example.org"), UserFactory(email=EMAIL, roles=("officer",))
    with pytest.raises(Refusal, match=r"holds a staff role \(Officer\)|holds a staff role"):
        erase(open_request(other.email, by=decider), by=decider, confirm=EMAIL)


def test_nobody_decides_on_their_own_data(db):
    me = head(email=EMAIL)
    with pytest.raises(Forbidden, match="your own data"):
        erase(open_request(EMAIL, by=me), by=me, confirm=EMAIL)


@pytest.mark.parametrize("role", ["officer", "editor", "auditor"])
def test_only_head_and_administrator_erase(zora, role):
    record = open_request(EMAIL, by=zora.head)
    with pytest.raises(Forbidden):
        erase(record, by=UserFactory(roles=(role,)), confirm=EMAIL)
    with pytest.raises(Forbidden):
        refuse_request(record, by=UserFactory(roles=(role,)), reason="No.")


def test_address_is_typed_once_more(zora):
    record = open_request(EMAIL, by=zora.head)
    with pytest.raises(Refusal, match="once more"):
        erase(record, by=zora.head, confirm="other@example.org")


def test_erased_twice_the_second_finds_nothing(zora):
    record = open_request(EMAIL, by=zora.head)
    erase(record, by=zora.head, confirm=EMAIL)
    with pytest.raises(WrongState):
        erase(record, by=zora.head, confirm=EMAIL)
    with pytest.raises(Refusal, match="Nothing is held"):
        open_request(EMAIL, by=zora.head)


def test_same_address_can_come_back_as_somebody_new(zora):
    erased(zora)
    again = UserFactory(email=EMAIL)
    assert again.pk != zora.user.pk
    assert not held_about(subject_of(EMAIL))[0].holding.label.startswith("partners.")


# --- Commands -------------------------------------------------------------------------------------


def run(command, *args):
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def test_dry_run_of_the_command_changes_nothing(zora):
    told = run("erase_person", EMAIL, "--dry-run")
    assert "Nothing was changed" in told and "Name and contact – Emptied." in told
    assert "letter of intent" in told and PHONE not in told
    assert Person.objects.filter(email=EMAIL).exists() and not PersonalDataRequest.objects.exists()


def test_command_refuses_with_what_to_do_first(zora):
    OrganisationPerson.objects.exclude(person=zora.person).update(role="viewer")
    for dry in ([], ["--dry-run"]):
        with pytest.raises(CommandError, match="last focal point"):
            run("erase_person", EMAIL, *dry)
    assert not Mention.objects.exists()


@pytest.mark.parametrize("command", ["erase_person", "export_person"])
def test_commands_say_when_nothing_is_held(db, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match="Nothing is held about this address"):
        run(command, "nobody@example.org")


def test_export_writes_a_file_for_its_owner_only(zora, tmp_path):
    target = tmp_path / "zora.zip"
    told = run("export_person", EMAIL.upper(), "--output", str(target))
    assert "Name and contact" in told and "Written to" in told
    assert target.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(target) as archive:
        data = json.loads(archive.read("data.json"))
    assert EMAIL in data["addresses"] and {"done", "held", "made_at"} <= data.keys()
    assert AuditLine.objects.get(verb="personal.export").data == {"console": True}
    with pytest.raises(CommandError, match="is there already"):
        run("export_person", EMAIL, "--output", str(target))
