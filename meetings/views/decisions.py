"""The public register of decisions: list, files, feed, one decision, its PDF (MTG-3, MTG-10)."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from meetings.forms.decision_filters import DecisionFilter
from meetings.models import Decision
from meetings.queries.decisions import (
    about,
    led_to,
    lines,
    page_language,
    published_decision,
    with_body,
)
from meetings.texts.decisions import public_text
from meetings.texts.frozen_decisions import KIND
from meetings.tones import tone_of
from partners.exports import FORMATS, spreadsheet
from portal.publishing.queries import pdf_progress, pdf_state, publication_in_force
from portal.publishing.views import being_made, serve_publication
from portal.records.clock import end_of_day
from portal.records.wording import labelled

PER_PAGE = 30
IN_FEED = 50
CHUNK = 200


# --- The register ---------------------------------------------------------------------------------


@require_safe
def decisions(request: HttpRequest) -> HttpResponseBase:
    """Every decision with an outcome, the newest first; ``format=csv|xlsx`` gives it as a file."""
    form = DecisionFilter(request.GET)
    chosen = with_body(form.narrow(Decision.objects.public())).order_by("-decided_on", "-pk")
    file_format = request.GET.get("format", "")
    if file_format in FORMATS:
        return export(file_format, chosen)
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "lines": lines(page),
        "page_obj": page,
        "is_narrowed": any(form.cleaned_data.values()) or bool(form.errors),
        "downloads": [{"label": name.upper(), "url": _address(request, format=name)} for name in FORMATS],
        "feed_url": reverse("meetings:decisions_feed"),
        "crumbs": [{"label": _("Decisions")}],
    }
    return render(request, "meetings/decisions.html", context)


def _address(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


def export(file_format: str, chosen: QuerySet[Decision]) -> HttpResponseBase:
    """Answer with the decisions as a file; no person is named."""
    headings = [
        _("Reference"),
        _("Body"),
        _("Body (code)"),
        pgettext("decision", "Title"),
        _("Language"),
        _("About"),
        _("About (code)"),
        pgettext("decision", "Outcome"),
        _("Outcome (code)"),
        _("Decided on"),
        _("Meeting"),
        _("Proposed by"),
        _("Source"),
        _("Page"),
        pgettext("decision", "Withdrawn on"),
    ]
    return spreadsheet(file_format, "decisions", headings, _rows(chosen))


def _rows(chosen: QuerySet[Decision]) -> Iterator[list[Any]]:
    keys = list(chosen.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        found = {
            row.pk: row for row in with_body(Decision.objects.filter(pk__in=keys[start : start + CHUNK]))
        }
        for line in lines(found[pk] for pk in keys[start : start + CHUNK]):
            row = line.decision
            yield [
                row.reference,
                str(row.body),
                row.body.code,
                line.title.text,
                line.title.language,
                row.get_kind_display(),
                row.kind,
                row.outcome_label,
                row.outcome,
                row.decided_on,
                row.meeting_reference,
                row.proposer.public_name if row.proposer else "",
                row.source,
                row.get_absolute_url(),
                row.withdrawn_on,
            ]


@require_safe
def decisions_feed(request: HttpRequest) -> HttpResponse:
    """The newest decisions as Atom, in the language of the address."""
    found = with_body(Decision.objects.public()).order_by("-decided_on", "-pk")[:IN_FEED]
    feed = Atom1Feed(
        title=_("Decisions of the Global Mercury Partnership"),
        link=request.build_absolute_uri(reverse("meetings:decisions")),
        description=_("What the Advisory Group and the partnership areas have decided by consensus."),
        language=page_language(),
        feed_url=request.build_absolute_uri(request.path),
    )
    for line in lines(found):
        row = line.decision
        moment: datetime.datetime = row.withdrawn_at or row.announced_at or end_of_day(row.decided_on)
        feed.add_item(
            title=labelled(row.reference, line.title),
            link=request.build_absolute_uri(row.get_absolute_url()),
            description=f"{row.outcome_label} – {row.body}",
            updateddate=moment,
            pubdate=moment,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


# --- One decision ---------------------------------------------------------------------------------


def _found(slug: str) -> Decision:
    """Return a decision of the register; Http404 while it has no outcome."""
    found = published_decision(slug)
    if found is None:
        raise Http404
    return found


@require_safe
def decision(request: HttpRequest, slug: str) -> HttpResponse:
    """One decision: text, outcome, what was put on record, what it led to (MTG-3)."""
    record = _found(slug)
    language = page_language()
    text = public_text(record, language)
    if text is None:
        raise Http404
    context = {
        "record": record,
        "text": text,
        "tag": tone_of(record.outcome),
        "about": about(record, in_public=True),
        "led_to": led_to(record),
        "pdf_state": pdf_state(record, KIND, language),
        "crumbs": [
            {"label": _("Decisions"), "url": reverse("meetings:decisions")},
            {"label": record.reference},
        ],
    }
    return render(request, "meetings/decision.html", context)


@require_safe
def decision_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A decision as PDF in the language of the address; 202 while it is being made."""
    record = _found(slug)
    language = page_language()
    publication = publication_in_force(record, KIND, language)
    progress = pdf_progress(record, KIND, language)
    if publication is not None and not progress.under_way:
        return serve_publication(request, publication, f"{record.slug}-{language}.pdf")
    if not progress.under_way:
        raise Http404
    crumbs = [
        {"label": _("Decisions"), "url": reverse("meetings:decisions")},
        {"label": record.reference, "url": record.get_absolute_url()},
        {"label": _("PDF")},
    ]
    return being_made(request, progress, crumbs=crumbs, page_url=record.get_absolute_url())
