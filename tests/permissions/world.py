"""People of every role and records in every state, built once per module; requests that leave no trace.

Tests ask for the fixture ``world`` and are marked ``django_db``: each runs inside the transaction that holds the
world, and each request inside a savepoint that is rolled back.
"""

import datetime
import uuid
from collections.abc import Iterator
from http.cookies import SimpleCookie
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from meetings.actions.seats import what_goes_out
from meetings.models import SeatInvitation
from partners.actions.imports import upload_list
from partners.actions.letters import attach_signed_file, send_letter, start_letter, withdraw_letter
from partners.actions.review import ask_for_information, hold_letter
from partners.enums import CheckPoint
from partners.models import (
    ContactMessage,
    FunctionalAddress,
    Letter,
    MembershipKind,
    Organisation,
    OrganisationPerson,
    Person,
)
from partnership_areas.actions import set_area_links, text_columns
from partnership_areas.models import Area, Country, FrameworkElement
from portal.accounts.models import StaffAppointment, User
from portal.accounts.visitors import DRAFTS
from portal.files.validation import validate_upload
from portal.mail.models import Notice, OutboundEmail
from portal.mail.notices import notify
from portal.mail.preferences import unsubscribe_url
from portal.mail.rewriting import save_text
from portal.publishing.models import PdfJob
from portal.records.clock import now, today
from portal.records.models import AuditLine
from tests.factories import (
    OrganisationFactory,
    UserFactory,
    complete_draft,
    confirmed_letter,
    focal_point,
    letter_under_review,
    partner,
    sent_letter,
)
from tests.files.conftest import pdf_bytes
from tests.permissions.addresses import Address
from tests.permissions.notation import Row
from tests.permissions.world_amendments import amendment_records
from tests.permissions.world_areas import area_records, make_lead
from tests.permissions.world_decisions import decision_records
from tests.permissions.world_offices import office_records
from tests.permissions.world_people import people_records
from tests.permissions.world_privacy import privacy_records
from tests.permissions.world_profile import profile_records
from tests.permissions.world_register import register_records
from tests.permissions.world_seats import seat_records

# Every person by name, with the letter of the matrix. Until terms of office exist, leads, members and the chair
# are plain people of partners.
PEOPLE = {
    "visitor": "V",
    "visitor with a draft": "D",
    "applicant": "A",
    "viewer": "P",
    "focal": "P",
    "lead": "P",
    "lead2": "P",
    "member": "P",
    "chair": "P",
    "officer": "O",
    "head": "H",
    "editor": "E",
    "administrator": "X",
    "auditor": "U",
    "superuser": "S",
}
STAFF_ROLES = ("officer", "head", "editor", "administrator", "auditor")
ABSENT = {
    "uuid": uuid.UUID(int=7),
    "pk": 987_654,
    "slug": "nobody",
    "reference": "LOI-1999-0001",
    "code": "nothing",
    "label": "1999-01",
    "language": "en",
    "token": "nothing",
    "name": "letter.pdf",
    "verb": "nothing",
    "step": "statements",
    "part": "about",
    "alpha2": "zz",
    "body": "nothing",
    "kind": "general",
}


def validated_list(content: bytes) -> Any:
    return validate_upload(SimpleUploadedFile("list.csv", content), ("csv",))


class World:
    """What the tests act on. ``users`` by name; :meth:`record` by the words of the matrix."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.clients: dict[str, Client] = {}
        self.records: dict[str, Any] = {}
        self._cookies: dict[str, dict[str, str]] = {}
        self._make_records()
        self._make_people()
        for name in PEOPLE:
            self._open_browser(name)

    # --- Building -------------------------------------------------------------------------------

    def _make_records(self) -> None:
        reviewer = UserFactory(roles=("officer",))
        decider = UserFactory(roles=("head",))
        other = UserFactory(email="somebody@example.org")
        names = iter(f"Demonstration Institute {letter}" for letter in "ABCDEFGHIJKLMN")

        def letter(make: Any, **values: Any) -> Letter:
            return make(by=other, legal_name=next(names), **values)

        records = self.records
        records["country page"] = SimpleNamespace(alpha2="ke")
        records["letter draft"] = letter(complete_draft)
        records["letter on behalf"] = start_letter(by=reviewer, language="en", on_behalf=True)
        records["letter sent"] = letter(sent_letter)
        records["letter held"] = hold_letter(letter(sent_letter), by=reviewer, reason="Looks alike.")
        records["letter review"] = letter(letter_under_review, reviewer=reviewer)
        records["letter asked"] = letter(letter_under_review, reviewer=reviewer)
        questions = [{"text": "What do you offer?", "reopens": ""}]
        ask_for_information(
            records["letter asked"], questions, today() + datetime.timedelta(days=7), by=reviewer
        )
        records["letter confirmed"] = letter(confirmed_letter, reviewer=reviewer, decider=decider)
        records["letter withdrawn"] = withdraw_letter(
            letter(letter_under_review, reviewer=reviewer), by=other
        )
        with_file = letter(complete_draft)
        upload = SimpleUploadedFile("letter.pdf", pdf_bytes(), "application/pdf")
        with_file = attach_signed_file(with_file, upload, by=other)
        records["file"] = send_letter(with_file, by=other).signed_file
        jobs = PdfJob.objects.order_by("pk")
        records["pdf"] = jobs.filter(kind="letter", object_id=records["letter confirmed"].pk).last()
        records["confirmation pdf"] = jobs.filter(kind="confirmation").last()
        records["partner"] = partner(legal_name="Demonstration Partner", slug="demonstration-partner")
        FunctionalAddress.objects.create(
            organisation=records["partner"], label="Chemicals unit", email="chemicals@office.example"
        )
        records["message"] = ContactMessage.objects.create(
            key=uuid.uuid4(),
            sender=other,
            to_organisation=records["partner"],
            to_office=True,
            subject="Workshop",
            text="Can you help?",
            reported_at=now(),
        )
        records["list"] = upload_list(
            validated_list(b"name,kind\nDemonstration Listed,ngo\n"), source="Invented list", by=reviewer
        )
        records["no partner"] = OrganisationFactory(slug="no-partner")
        records["area"] = Area.objects.get(code="asgm")
        potential = Area.objects.filter(status="potential").order_by("pk").first()
        Area.objects.filter(pk=potential.pk).update(objective_en="Less mercury in demonstrations.")
        records["potential area"] = (
            set_area_links(potential, FrameworkElement.objects.all(), by=decider) or potential
        )
        records["element"] = FrameworkElement.objects.get(kind="objective", code="supply")
        records["country"] = Country.objects.get(alpha2="KE")
        records["membership kind"] = MembershipKind.objects.get(code="partner")
        OutboundEmail.objects.filter(sensitive=False).update(state="done")
        records["mail"] = OutboundEmail.objects.filter(template="partners/letter_received").first()
        records["failed pdf"] = self._failed_pdf()
        records["notice"] = notify(
            "my_letter", other, "mail/digest", {"number": 1, "notices": "- One"}, key="world", url="/desk/"
        )
        link = unsubscribe_url("new_partner", "en", user=other)
        records["unsubscribe link"] = SimpleNamespace(token=link.split("/")[-2])
        records["mail text"] = SimpleNamespace(code="partners-new_partner", language="en", pk=0)
        records["mail text rewritten"] = SimpleNamespace(code="partners-letter_received", language="en", pk=0)
        save_text(
            "partners/letter_received", "en", subject="Here", body="{reference}\n\n{url}", seen=0, by=reviewer
        )
        records |= people_records(reviewer, records["letter draft"])
        records |= profile_records(records["partner"], reviewer)
        records |= privacy_records(reviewer)
        records |= register_records(records["partner"], reviewer)
        records |= office_records(records["partner"])
        records |= area_records(reviewer)
        records |= amendment_records(reviewer)
        records |= seat_records(reviewer, decider)
        records |= decision_records()
        records["line of the trail"] = AuditLine.objects.filter(actor_id=decider.pk).first()
        records["appointment"] = StaffAppointment.objects.get(user=reviewer)

    @staticmethod
    def _failed_pdf() -> PdfJob:
        """A PDF that failed and that nobody asked for again."""
        job = PdfJob.objects.order_by("pk").last()
        PdfJob.objects.filter(pk=job.pk).update(state="failed", publication=None, finished_at=now())
        return job

    def _make_people(self) -> None:
        organisation = partner(legal_name="Demonstration People", slug="demonstration-people")
        for name, role in PEOPLE.items():
            email = f"{name}@people.example"
            if role == "P":
                place = "viewer" if name == "viewer" else "focal"
                self.users[name] = focal_point(organisation, role=place, email=email)
            elif name in STAFF_ROLES:
                self.users[name] = UserFactory(email=email, roles=(name,))
            elif name == "superuser":
                self.users[name] = UserFactory(email=email, is_superuser=True)
            elif name == "applicant":
                self.users[name] = UserFactory(email=email)
                start_letter(by=self.users[name], language="en")

    def _open_browser(self, name: str) -> None:
        client = Client(raise_request_exception=False)
        if name in self.users:
            client.force_login(self.users[name])
        elif name == "visitor with a draft":
            session = import_module(settings.SESSION_ENGINE).SessionStore()
            session[DRAFTS] = [str(self.records["letter draft"].uuid)]
            session.save()
            client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        self.clients[name] = client
        self._cookies[name] = {key: morsel.value for key, morsel in client.cookies.items()}

    # --- Asking ---------------------------------------------------------------------------------

    def letter_of(self, of: str) -> Letter | None:
        """Return the letter to which a record belongs, if any."""
        record = self.records.get(of)
        record = getattr(record, "belongs_to", record)
        if isinstance(record, Letter):
            return record
        if of in ("file", "pdf", "confirmation pdf"):
            return record.about
        return None

    def give(self, of: str, name: str) -> None:
        """Make the record the person's own: the letter theirs, the organisation one whose focal point they are."""
        record = self.records.get(of)
        record = getattr(record, "belongs_to", record)
        if hasattr(record, "give_to"):
            record.give_to(self.users.get(name))
            return
        if isinstance(record, Organisation):
            user = self.users.get(name)
            if user is None:  # nobody without an account has a place
                return
            person, _made = Person.objects.get_or_create(
                user=user, defaults={"family_name": name, "email": user.email}
            )
            OrganisationPerson.objects.create(organisation=record, person=person, role="focal")
            return
        if isinstance(record, Area):
            make_lead(record, self.users.get(name))
            return
        if of == "notice":
            if name in self.users:
                Notice.objects.filter(pk=record.pk).update(user=self.users[name])
            return
        letter = self.letter_of(of)
        assert letter is not None, f"{of} cannot belong to somebody"
        owner = self.users.get(name)
        Letter.objects.filter(pk=letter.pk).update(
            applicant=owner, sent_by=owner if letter.reference else None
        )

    def url(self, address: Address, of: str = "", *, absent: bool = False) -> str:
        """Return the address of a record, or of one that is not there."""
        values = {part: ABSENT[part] for part, _kind in address.parts}
        record = self.records.get(of)
        if record is not None and not absent:
            for part in values:
                if part == "slug" and isinstance(record, Letter):
                    values[part] = record.organisation.slug
                elif hasattr(record, part):
                    values[part] = getattr(record, part)
        with override("en"):
            return reverse(address.name, kwargs=values)

    def data(self, row: Row) -> dict[str, Any]:
        """Return what is posted, with the words in capitals replaced by what the form wants today."""
        data = dict(row.data)
        record = self.records.get(row.of)
        if data.get("seen") == "CURRENT":
            data["seen"] = Letter.objects.get(pk=record.pk).version
        if data.get("seen") == "CURRENT SEAT":
            data["seen"] = what_goes_out(SeatInvitation.objects.get(pk=record.pk))
        days = {"TODAY": today(), "YESTERDAY": today() - datetime.timedelta(days=1)}
        data |= {name: str(days[value]) for name, value in data.items() if value in days}
        if data.get("kind") == "OTHER KIND":
            data["kind"] = self.records["other kind"].pk
        if data.get("organisation") == "ORGANISATION":
            data["organisation"] = self.records["partner"].pk
        if data.get("version") == "VERSION":
            data["version"] = record.details_version
        if data.get("version") in ("AREA VERSION", "PROPOSAL VERSION"):
            data["version"] = record.version
        if data.pop("CHECKS", ""):
            data |= {name: "fine" for point in CheckPoint.values for name in (point,)}
            data |= {f"was-{point}": "open" for point in CheckPoint.values}
        if data.pop("TEXTS", ""):
            columns = text_columns(type(record))
            data |= {column: getattr(record, column) or "" for column in columns} | {
                "version": record.version
            }
            data["unofficial_languages"] = getattr(record, "unofficial_languages", [])
        if data.pop("LINKS", ""):
            elements = FrameworkElement.objects.order_by("order")
            for kind in ("goal", "objective", "priority"):
                data[kind] = [element.key for element in elements if element.kind == kind]
        code = data.pop("NEW_AREA", "")
        if code:
            data |= {"code": code} | {column: f"Demonstration {column}" for column in text_columns(Area)}
        return data

    def ask(
        self,
        name: str,
        method: str,
        url: str,
        data: Any = None,
        *,
        own: str = "",
        keep: bool = False,
        **extra: Any,
    ) -> HttpResponse:
        """Send a request as ``name`` and take back whatever it changed, unless ``keep``.

        ``own`` names a record that is theirs for this request. What is kept goes at the end of the test.
        """
        client = self.clients[name]
        if not keep:
            client.cookies = SimpleCookie(self._cookies[name])
        cache.clear()
        mark = transaction.savepoint()
        try:
            if own:
                self.give(own, name)
            answer = getattr(client, method.lower())(url, data, **extra)
            if answer.streaming:
                b"".join(answer.streaming_content)
            return answer
        finally:
            if keep:
                transaction.savepoint_commit(mark)
            else:
                transaction.savepoint_rollback(mark)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The people and records above, for all tests of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert not get_user_model().objects.filter(email__endswith="@people.example").exists()
        yield World()
        transaction.set_rollback(True)


__all__ = ["PEOPLE", "World", "world"]
