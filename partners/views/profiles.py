"""The directory of partners and their pages."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.enums import LetterStatus, MembershipOrigin, PartnerKind
from partners.exports import FORMATS, spreadsheet
from partners.filters import PartnerFilter
from partners.links import pdf_links
from partners.models import Letter, Organisation
from partners.public import Profile, organisation_at, profile_of
from partners.queries import directory as partners_in_directory
from partners.queries import kind_counts

PER_PAGE = 50
EXPORT_CHUNK = 500


class CountedPaginator(Paginator):
    """A paginator that is told how many rows there are."""

    def __init__(self, rows: Any, per_page: int, total: int) -> None:
        super().__init__(rows, per_page)
        self.total = total

    @cached_property
    def count(self) -> int:
        return self.total


@require_safe
def directory(request: HttpRequest) -> HttpResponseBase:
    """Partners, searched and narrowed; ``format=csv|xlsx`` gives the same rows as a file."""
    filters = PartnerFilter(request.GET)
    everyone = partners_in_directory()
    file_format = request.GET.get("format", "")
    if file_format in FORMATS:
        return export(file_format, filters, everyone)
    counts = kind_counts(filters.narrowed(everyone, apart_from="kind"))
    kinds = filters.form.cleaned_data.get("kind") or PartnerKind.values
    total = sum(counts.get(kind, 0) for kind in kinds)
    filters.say_counts(counts)
    page = CountedPaginator(filters.narrowed(everyone), PER_PAGE, total).get_page(request.GET.get("page"))
    context = {
        "filter": filters,
        "page_obj": page,
        "total": total,
        "first": page.start_index(),
        "last": page.end_index(),
        "lines": [line_of(organisation) for organisation in page],
        "chips": chips(filters, request),
        "is_narrowed": any(filters.form.cleaned_data.values()),
        "downloads": downloads(request),
        "received": Letter.objects.received().count(),
        "crumbs": [{"label": _("Partners")}],
    }
    return render(request, "partners/directory.html", context)


def line_of(organisation: Organisation) -> dict[str, Any]:
    """Return what a line of the directory shows; everything was loaded with the page."""
    [membership] = organisation.running_membership
    areas = sorted(
        (participation.area for participation in organisation.running_areas),
        key=lambda area: (area.order is None, area.order or 0, area.code),
    )
    return {
        "url": organisation.get_absolute_url(),
        "name": organisation.public_name,
        "acronym": "" if organisation.kind == PartnerKind.INDIVIDUAL else organisation.acronym,
        "country": organisation.country.name if organisation.country else "",
        "is_global": organisation.is_global,
        "areas": ", ".join(area.short_name for area in areas),
        "since": membership.since.year if membership.since else None,
        "is_imported": membership.origin == MembershipOrigin.IMPORTED,
    }


def chips(filters: PartnerFilter, request: HttpRequest) -> list[dict[str, str]]:
    """Return what the list is narrowed by, each with the address of the list without it."""
    found = []
    for name, value in filters.form.cleaned_data.items():
        for one in value if isinstance(value, list) else [value]:
            if not one:
                continue
            query = request.GET.copy()
            query.pop("page", None)
            query.setlist(name, [other for other in query.getlist(name) if other.upper() != str(one).upper()])
            found.append({"label": label_of(filters, name, one), "url": f"?{query.urlencode()}"})
    return found


def label_of(filters: PartnerFilter, name: str, value: str) -> str:
    """Return the words of a filter's value."""
    if name == "kind":
        return str(PartnerKind(value).label)
    for key, label in getattr(filters.form.fields[name], "choices", ()):
        if key == value:
            return str(label)
        if isinstance(label, list | tuple):
            for code, text in label:
                if code == value:
                    return str(text)
    return _("“%(text)s”") % {"text": value}


def downloads(request: HttpRequest) -> list[dict[str, str]]:
    """Return the addresses of the same list as files."""
    query = request.GET.copy()
    for name in ("page", "format"):
        query.pop(name, None)
    links = []
    for file_format in FORMATS:
        query["format"] = file_format
        links.append({"label": file_format.upper(), "url": f"?{query.urlencode()}"})
    return links


def export(file_format: str, filters: PartnerFilter, everyone: QuerySet[Organisation]) -> HttpResponseBase:
    """Answer with what is filtered as a file; 400 with the reason when a filter cannot be read.

    No personal data: individuals have no name, no address and no site in it, consent or not.
    """
    if filters.errors:
        reasons = [error for errors in filters.errors.values() for error in errors]
        return HttpResponse("\n".join(reasons), status=400, content_type="text/plain; charset=utf-8")
    headings = [
        _("Name"),
        _("Acronym"),
        _("Kind"),
        _("Kind (code)"),
        _("Country"),
        _("Country (code)"),
        _("Areas"),
        _("Areas (codes)"),
        _("Site"),
        _("Member since"),
        _("Origin"),
        _("Page"),
    ]
    return spreadsheet(file_format, "partners", headings, rows_of(filters.narrowed(everyone)))


def rows_of(partners: QuerySet[Organisation]) -> Iterator[list[Any]]:
    for organisation in partners.iterator(chunk_size=EXPORT_CHUNK):
        [membership] = organisation.running_membership
        areas = sorted(
            (participation.area for participation in organisation.running_areas), key=lambda a: a.code
        )
        personal = organisation.kind == PartnerKind.INDIVIDUAL
        country = organisation.country
        yield [
            _("Individual partner") if personal else organisation.public_name,
            "" if personal else organisation.acronym,
            organisation.get_kind_display(),
            organisation.kind,
            country.name if country else (_("World-wide") if organisation.is_global else ""),
            country.alpha2 if country else "",
            [area.short_name for area in areas],
            [area.code for area in areas],
            "" if personal else organisation.website,
            membership.since,
            membership.get_origin_display(),
            "" if personal else organisation.get_absolute_url(),
        ]


@require_safe
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    """One partner, or former partner: who it is, what it offers and seeks, its letter."""
    organisation = organisation_at(slug)
    profile = profile_of(organisation) if organisation else None
    if organisation is None or profile is None:
        raise Http404
    if organisation.slug != slug:
        return HttpResponsePermanentRedirect(organisation.get_absolute_url())
    context = {
        "profile": profile,
        "organisation": organisation,
        "text": profile.text,
        "letter": profile.letter,
        "stage": "confirmed",
        "pdf_links": pdf_links("partners:letter_pdf", organisation.slug) if profile.text else [],
        "thread": thread_of(profile),
        "directory_of_kind": f"{reverse('partners:directory')}?{urlencode({'kind': organisation.kind})}",
        "crumbs": [
            {"label": _("Partners"), "url": reverse("partners:directory")},
            {"label": organisation.public_name if profile.is_individual else short_name(organisation)},
        ],
    }
    response = render(request, "partners/partner.html", context)
    if profile.is_individual:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def short_name(organisation: Organisation) -> str:
    return organisation.acronym or organisation.public_name


def thread_of(profile: Profile) -> list[dict[str, Any]]:
    """Return what this page came from: the letter, then the membership."""
    links = []
    if profile.text and profile.letter and profile.letter.status == LetterStatus.CONFIRMED:
        links.append(
            {
                "kind": _("Letter of intent"),
                "title": profile.text.symbol,
                "url": reverse("partners:letter", args=[profile.text.reference]),
            }
        )
    links.append({"kind": _("Partner"), "title": profile.organisation.public_name, "current": True})
    return links if len(links) > 1 else []
