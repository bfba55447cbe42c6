"""Writing what was planned, some hundred rows at a time, inside the one transaction of an import."""

from anyascii import anyascii
from django.utils.text import slugify

from partners.actions.membership import RESERVED_SLUGS
from partners.enums import GLOBAL, ImportOutcome, MembershipOrigin
from partners.lists.plans import Changes, Plan
from partners.models import (
    AreaParticipation,
    ImportJob,
    ImportRow,
    Membership,
    MembershipKind,
    Organisation,
    OtherName,
)
from partners.rules.identity import identity_of
from partnership_areas.models import Area, Country
from portal.records.text import normalise_name
from portal.records.work import Work

BATCH = 500


class Writer:
    """Takes plans one by one; ``flush`` writes what waits. ``origin`` names the list in each membership."""

    def __init__(self, job: ImportJob, slugs: set[str], work: Work) -> None:
        self.job, self.slugs, self.work = job, slugs | RESERVED_SLUGS, work
        self.kind = MembershipKind.objects.get(is_default=True)
        self.countries = {country.alpha2: country for country in Country.objects.all()}
        self.areas = dict(Area.objects.values_list("code", "pk"))
        self.waiting: list[Plan] = []

    def take(self, plan: Plan) -> None:
        if plan.changes and plan.known and plan.known.pk is None:
            self.flush()  # an organisation that this list named a moment ago
        if plan.outcome == ImportOutcome.CREATED and plan.known:
            plan.known.row = self._organisation(plan)
        self.waiting.append(plan)
        if plan.changes and plan.known:
            self._supplement(plan.known.pk, plan, plan.changes)
        if len(self.waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write organisations, memberships, areas and names of the new ones, and what became of each row."""
        new = [plan for plan in self.waiting if plan.outcome == ImportOutcome.CREATED]
        rows = Organisation.objects.bulk_create([plan.known.row for plan in new if plan.known])
        for plan, row in zip(new, rows, strict=True):
            if plan.known:
                plan.known.pk, plan.known.row = row.pk, None
        Membership.objects.bulk_create(
            self._membership(row.pk, plan) for plan, row in zip(new, rows, strict=True)
        )
        AreaParticipation.objects.bulk_create(
            AreaParticipation(organisation_id=row.pk, area_id=self.areas[code], since=plan.entry.since)
            for plan, row in zip(new, rows, strict=True)
            for code in plan.entry.areas
        )
        for plan, row in zip(new, rows, strict=True):
            if plan.entry.other_names:
                self._name(row.pk, plan.entry.other_names)
                row.set_keys()
                Organisation.objects.filter(pk=row.pk).update(search_key=row.search_key)
        ImportRow.objects.bulk_create(
            ImportRow(
                job=self.job,
                number=plan.entry.number,
                outcome=plan.outcome,
                name=plan.entry.name,
                reasons=plan.reasons,
                cells=kept_cells(plan),
                organisation_id=plan.known.pk if plan.known else None,
            )
            for plan in self.waiting
        )
        self.waiting.clear()

    def _organisation(self, plan: Plan) -> Organisation:
        entry = plan.entry
        row = Organisation(
            kind=entry.kind,
            legal_name=entry.name,
            acronym=entry.acronym,
            country=self.countries.get(entry.place),
            is_global=entry.place == GLOBAL,
            website=entry.website,
            slug=self._slug(entry.name),
        )
        row.identity_key = identity_of_row(row)
        row.set_keys()
        return row

    def _slug(self, name: str) -> str:
        base = slugify(anyascii(name))[:100].strip("-") or "partner"
        slug, number = base, 2
        while slug in self.slugs:
            slug, number = f"{base}-{number}", number + 1
        self.slugs.add(slug)
        return slug

    def _membership(self, organisation: int, plan: Plan) -> Membership:
        return Membership(
            organisation_id=organisation,
            kind=self.kind,
            origin=MembershipOrigin.IMPORTED,
            source=plan.entry.source(self.job.source),
            since=plan.entry.since,
            listed_by=plan.entry.listed_by,
        )

    def _supplement(self, organisation: int, plan: Plan, changes: Changes) -> None:
        row = self.work.lock(Organisation(pk=organisation))
        fields = {"sort_key", "search_key", "updated_at"}
        if changes.place:
            row.country, row.is_global = self.countries.get(changes.place), changes.place == GLOBAL
            row.identity_key = identity_of_row(row)
            fields |= {"country", "is_global", "identity_key"}
        for name in ("acronym", "website"):
            if getattr(changes, name):
                setattr(row, name, getattr(changes, name))
                fields.add(name)
        if changes.becomes_partner:
            self._membership(organisation, plan).save()
        if changes.since:
            Membership.objects.running().filter(organisation=organisation, since=None).update(
                since=changes.since
            )
        for code in changes.areas:
            AreaParticipation.objects.create(
                organisation_id=organisation, area_id=self.areas[code], since=plan.entry.since
            )
        self._name(organisation, changes.names)
        row.set_keys()
        self.work.save(row, *sorted(fields))

    @staticmethod
    def _name(organisation: int, names: list[str]) -> None:
        for text in names:
            OtherName.objects.get_or_create(
                organisation_id=organisation, key=normalise_name(text)[:250], defaults={"text": text[:250]}
            )


def identity_of_row(row: Organisation) -> str:
    """Return the identity key of an organisation that is no individual, as it stands now."""
    return identity_of(
        kind=row.kind,
        legal_name=row.legal_name,
        country_code=row.country.alpha2 if row.country else None,
        is_global=row.is_global,
    )


def kept_cells(plan: Plan) -> list[str]:
    """Return the cells of a refused row; nothing of an individual, and of the others nothing."""
    if plan.outcome != ImportOutcome.REFUSED or ["individual"] in plan.reasons:
        return []
    return [cell.replace("\0", "=") for cell in plan.entry.cells]
