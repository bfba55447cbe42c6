"""Fills a development database with demonstration data: adds what is missing, changes nothing that is there."""

import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from meetings.actions.structure import keep_structure
from meetings.documents.guidelines import typeset_missing
from partners.actions.imports import import_file
from partners.actions.letters import (
    save_answers,
    save_step,
    send_answers,
    send_letter,
    start_letter,
    withdraw_letter,
)
from partners.actions.membership import link_person
from partners.actions.review import (
    ask_for_information,
    confirm_letter,
    decline_letter,
    release_letter,
    set_checks,
    take_under_review,
)
from partners.enums import CheckPoint, CheckResult, MembershipOrigin, OrganisationRole, Step
from partners.models import (
    AreaParticipation,
    Letter,
    Membership,
    MembershipKind,
    Organisation,
    OrganisationPerson,
    Person,
)
from partners.rules.identity import identity_of
from partnership_areas.models import Area, Country
from portal.accounts.models import User
from portal.demo.accounts import make_account, make_accounts
from portal.demo.exchange import load_exchange
from portal.demo.governance import load_governance
from portal.demo.letters import LETTERS, DemoLetter
from portal.demo.lists import load_lists
from portal.demo.names import load_names
from portal.demo.notices import load_notices
from portal.demo.people import load_people
from portal.demo.privacy import load_privacy
from portal.demo.profiles import load_profiles
from portal.demo.register import load_register
from portal.records.clock import now, pretending, today

DATA = Path(__file__).parent / "data"
LARGE = 5000
DAY = datetime.timedelta(days=1)


def load(size: str = "small") -> dict[str, int]:
    """Load the demonstration; return how many accounts, organisations and letters there are afterwards."""
    users = make_accounts()
    load_organisations()
    for letter in LETTERS:
        with transaction.atomic():  # a letter is there whole or not at all
            load_letter(letter, users)
    seat_people(users)
    load_register(users)
    load_people(users)
    load_profiles(users)
    load_exchange(users)
    load_governance(users)
    load_notices(users)
    load_privacy()
    load_lists(users)
    load_names()
    if size == "large":
        load_many(LARGE)
    keep_structure()  # last: it counts partners
    typeset_missing()
    return {
        "accounts": User.objects.count(),
        "organisations": Organisation.objects.count(),
        "letters": Letter.objects.count(),
    }


def load_organisations() -> None:
    """Partners named in public lists, as ``import_partners`` reads them: bare facts, no letter held (LOI-11).

    The file leaves out the areas that these real organisations work in: there they would be among those who take the
    invented decisions of the demonstration.
    """
    import_file(DATA / "partner_organisations.csv", source="Public list of partners")


def load_letter(demo: DemoLetter, users: dict[str, User]) -> Letter | None:
    """Write an invented letter and take it as far as it goes; None when its writer has one already."""
    writer = users.get(demo.writer) or make_account(
        f"{demo.writer}@demo.example",
        language=demo.language,
        given_name="Demonstration",
        family_name="Writer",
    )
    if Letter.objects.filter(applicant=writer).exists():
        return None
    sent = now() - demo.days_ago * DAY
    with pretending(sent - DAY):
        letter = _write(demo, writer)
    if demo.until == "draft":
        return letter
    with pretending(sent):
        letter = send_letter(letter, by=writer)
    if demo.until == "sent":
        return letter
    return _review(demo, letter, writer, users, sent)


def _write(demo: DemoLetter, writer: User) -> Letter:
    areas = {area.code: area for area in Area.objects.all()}
    letter = start_letter(by=writer, language=demo.language)
    complete = demo.until != "draft"
    parts: dict[str, dict[str, Any]] = {
        Step.WHO: {
            "kind": demo.kind,
            "legal_name": demo.legal_name,
            "acronym": demo.acronym,
            "country": Country.objects.filter(alpha2=demo.country).first() if demo.country else None,
            "is_global": demo.is_global,
            "website": f"https://{demo.writer}.demo.example" if demo.kind != "individual" else "",
            "description": demo.description,
        },
        Step.PEOPLE: {
            "main": {
                "given_name": writer.first_name,
                "family_name": writer.last_name,
                "post": demo.title,
                "email": demo.public_contact or writer.email,
                "is_public": bool(demo.public_contact),
            },
        },
        Step.AREAS: {"areas": [areas[code] for code in demo.areas]},
    }
    if complete:
        parts |= {
            Step.STATEMENTS: {"supports": True, "commits": True, "contribution": demo.contribution},
            Step.OFFERS: {
                "offers": [
                    {"direction": direction, "topic": topic, "area": areas.get(area or ""), "text": text}
                    for direction, topic, area, text in demo.offers
                ]
            },
            Step.SIGNATURE: {
                "signatory_name": "Demonstration Signatory",
                "signatory_title": demo.title,
                "signed_on": today(),
                "declared": True,
            },
            Step.CONSENT: {"acknowledges_publication": True, "consents_to_data": True},
        }
    for step, values in parts.items():
        letter = save_step(letter, step, values, by=writer, seen=0)
    return letter


def _review(
    demo: DemoLetter, letter: Letter, writer: User, users: dict[str, User], sent: datetime.datetime
) -> Letter:
    officer, head = users["officer"], users["head"]
    step = min((now() - sent) / 8, 5 * DAY)
    with pretending(sent + step):
        if letter.held_at:
            letter = release_letter(letter, by=officer, reason="Invented organisation of the demonstration.")
        letter = take_under_review(letter, by=officer)
        set_checks(letter, {CheckPoint.EXISTS: CheckResult.FINE}, by=officer)
    if demo.questions:
        with pretending(sent + 2 * step):
            questions = [{"text": text, "reopens": reopens} for text, reopens in demo.questions]
            request = ask_for_information(letter, questions, today() + 14 * DAY, by=officer)
        if demo.answers:
            with pretending(sent + 3 * step):
                asked = [question.pk for question in request.questions.all()]
                save_answers(
                    request, dict(zip(asked, demo.answers, strict=True)), by=writer, seen=request.version
                )
                request.refresh_from_db()
                letter = send_answers(request, by=writer)
    with pretending(sent + 4 * step):
        if demo.until == "confirmed":
            set_checks(letter, dict.fromkeys(CheckPoint.values, CheckResult.FINE.value), by=officer)
            letter = confirm_letter(letter, by=head)
        elif demo.until == "declined":
            letter = decline_letter(letter, by=head, reason=demo.reason)
        elif demo.until == "withdrawn":
            letter = withdraw_letter(letter, by=writer)
    return letter


def seat_people(users: dict[str, User]) -> None:
    """Give every confirmed writer their place, and focal@ a colleague who reads: viewer@."""
    for user in User.objects.filter(email__endswith="@demo.example"):
        link_person(user)
    organisation = Letter.objects.get(applicant=users["focal"]).organisation
    viewer = users["viewer"]
    person, _created = Person.objects.get_or_create(
        email=viewer.email,
        defaults={"user": viewer, "given_name": viewer.first_name, "family_name": viewer.last_name},
    )
    OrganisationPerson.objects.get_or_create(
        organisation=organisation, person=person, until=None, defaults={"role": OrganisationRole.VIEWER}
    )


def load_many(number: int) -> None:
    """Add invented partners until there are ``number`` of them, spread over kinds, countries and areas."""
    kinds = ("government", "igo", "industry", "ngo", "ngo", "academia", "other")
    countries = list(Country.objects.filter(un_member=True).order_by("alpha2"))
    areas = list(Area.objects.established())
    kind = MembershipKind.objects.get(is_default=True)
    have = Organisation.objects.filter(slug__startswith="demonstration-partner-").count()
    rows = []
    for index in range(have, number):
        country = countries[index % len(countries)]
        name = f"Demonstration Partner {index:05d} of {country.name_en}"
        row = Organisation(
            kind=kinds[index % len(kinds)],
            legal_name=name,
            country=country,
            slug=f"demonstration-partner-{index:05d}",
            identity_key=identity_of(
                kind="ngo", legal_name=name, country_code=country.alpha2, is_global=False
            ),
        )
        row.set_keys()
        rows.append(row)
    rows = Organisation.objects.bulk_create(rows, batch_size=500)
    since = [today() - datetime.timedelta(days=30 + (index * 37) % 7000) for index in range(len(rows))]
    Membership.objects.bulk_create(
        (
            Membership(
                organisation=row,
                kind=kind,
                origin=MembershipOrigin.IMPORTED,
                since=date,
                source="Demonstration",
            )
            for row, date in zip(rows, since, strict=True)
        ),
        batch_size=500,
    )
    AreaParticipation.objects.bulk_create(
        (
            AreaParticipation(organisation=row, area=areas[(index + shift) % len(areas)], since=date)
            for index, (row, date) in enumerate(zip(rows, since, strict=True))
            for shift in range(1 + index % 3)
        ),
        batch_size=500,
    )
