"""Invented partners that joined and left over the years, so that the register has a past to show."""

import datetime
from typing import Any

from partners.actions.membership import end_membership, free_slug
from partners.actions.prospects import invite_prospect
from partners.actions.standing import declare_withdrawal
from partners.enums import MembershipOrigin
from partners.models import (
    AreaParticipation,
    FormerIdentity,
    Membership,
    MembershipKind,
    Organisation,
    Prospect,
    Withdrawal,
)
from partners.rules.identity import identity_of
from partnership_areas.models import Area, Country
from portal.accounts.models import User
from portal.records.clock import today

D = datetime.date
SOURCE = "Demonstration"
# Name, acronym, kind, country ("" world-wide), areas, since (None unknown), listed by, end.
PAST: tuple[tuple[Any, ...], ...] = (
    ("Demonstration Chlorine Producers", "DCP", "industry", "BE", "chlor-alkali", D(2008, 5, 6), None, None),
    ("Demonstration Dental Society", "DDS", "ngo", "SE", "products", D(2009, 3, 2), None, None),
    (
        "Demonstration Cement Association",
        "DCA",
        "industry",
        "BR",
        "cement",
        D(2011, 11, 6),
        None,
        (D(2019, 6, 30), "withdrawn", "The association was wound up."),
    ),
    (
        "Demonstration Agency for Clean Air",
        "DACA",
        "government",
        "NO",
        "coal-combustion",
        D(2010, 1, 18),
        None,
        None,
    ),
    (
        "Demonstration Gold Miners’ Union",
        "",
        "ngo",
        "GH",
        "asgm",
        D(2012, 9, 12),
        None,
        (D(2021, 12, 31), "inactive", "No answer to three letters."),
    ),
    (
        "Demonstration Basin Commission",
        "DBC",
        "igo",
        "",
        "asgm air-transport-fate",
        D(2013, 4, 4),
        None,
        None,
    ),
    ("Demonstration Ministry of Mines", "DMM", "government", "MN", "asgm", D(2014, 8, 25), None, None),
    ("Demonstration College of Toxicology", "DCT", "academia", "IN", "products", D(2015, 2, 9), None, None),
    (
        "Demonstration Lamp Recyclers",
        "DLR",
        "industry",
        "ZA",
        "waste-management products",
        D(2017, 10, 3),
        None,
        None,
    ),
    ("Demonstration Economic Community", "DEC", "reio", "", "supply-storage", D(2018, 7, 1), None, None),
    ("Demonstration Forest Network", "DFN", "ngo", "CO", "asgm", None, D(2014, 12, 31), None),
    (
        "Demonstration Atoll Authority",
        "DAA",
        "government",
        "FJ",
        "waste-management",
        None,
        D(2016, 6, 30),
        None,
    ),
)


def load_register(users: dict[str, User]) -> None:
    """Add the invented past, a withdrawal that waits and some invitations; nothing twice."""
    for row in PAST:
        listed_partner(*row, head=users["head"])
    _changes()
    _waiting(users)


def listed_partner(
    name: str,
    acronym: str,
    kind: str,
    alpha2: str,
    areas: str,
    since: D | None,
    listed_by: D | None,
    end: tuple[D, str, str] | None,
    *,
    head: User,
) -> None:
    """Add an invented partner that a list of the past names; nothing when it is there."""
    country = Country.objects.get(alpha2=alpha2) if alpha2 else None
    identity = identity_of(kind=kind, legal_name=name, country_code=alpha2 or None, is_global=country is None)
    if Organisation.objects.filter(identity_key=identity).exists():
        return
    organisation = Organisation.objects.create(
        kind=kind,
        legal_name=name,
        acronym=acronym,
        country=country,
        is_global=country is None,
        slug=free_slug(name),
        identity_key=identity,
    )
    membership = Membership.objects.create(
        organisation=organisation,
        kind=MembershipKind.objects.get(is_default=True),
        origin=MembershipOrigin.IMPORTED,
        source=SOURCE,
        since=since,
        listed_by=listed_by,
    )
    for code in areas.split():
        AreaParticipation.objects.create(
            organisation=organisation, area=Area.objects.get(code=code), since=since
        )
    if end:
        on, ending, reason = end
        end_membership(membership, by=head, ending=ending, reason=reason, on=on)


def _changes() -> None:
    """One of them was once called otherwise, and was another kind of organisation."""
    organisation = Organisation.objects.get(legal_name="Demonstration College of Toxicology")
    if not organisation.former_identities.exists():
        FormerIdentity.objects.create(
            organisation=organisation,
            legal_name="Demonstration Poison Information Centre",
            acronym="DPIC",
            kind="ngo",
            country=organisation.country,
            until=D(2019, 9, 1),
        )
        organisation.save()  # found by its old name from now on


def _waiting(users: dict[str, User]) -> None:
    place = users["lead2"].person.places.filter(until__isnull=True).first()
    if place and not Withdrawal.objects.exists():
        last_day = today() + datetime.timedelta(days=60)
        reason = "The laboratory of the demonstration closes at the end of the academic year."
        declare_withdrawal(place.organisation, by=users["lead2"], reason=reason, last_day=last_day)
    focal = users["focal"].person.places.filter(until__isnull=True).first()
    if focal and not Prospect.objects.exists():
        for number, (name, alpha2) in enumerate(
            (("Demonstration Goldsmiths’ Guild", "TZ"), ("Demonstration School of Mines", "UG")), start=1
        ):
            invite_prospect(
                organisation=focal.organisation,
                by=users["focal"],
                name=name,
                country=Country.objects.get(alpha2=alpha2),
                contact_name="Demonstration Person",
                email=f"prospect{number}@demo.example",
                language="en",
                message="We met at the workshop on mercury-free processing and would like to go on together.",
            )
