"""The register of partners as it stood on any day: figures by group, year by year, the partners themselves."""

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from partners.enums import PartnerKind
from partners.exports import FORMATS, spreadsheet
from partners.filters import FilterForm
from partners.register import (
    FIRST_YEAR,
    FOUR_LABELS,
    FOUR_OF,
    SITE_OF,
    By,
    Count,
    Figures,
    Register,
    Year,
    published_figures,
)
from partners.register_lines import lines
from portal.publishing.charts import Bar, Category, Line, bar_chart, legend, line_chart
from portal.records.clock import today

PER_PAGE = 50
CHUNK = 500
TABLES = ("figures", "years", "partners")


class RegisterForm(FilterForm):
    """The day, another day to compare with, what is counted by. All of it stands in the address."""

    on = forms.DateField(
        label=gettext_lazy("As it stood on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the day as 2016-02-01.")},
    )
    against = forms.DateField(
        label=gettext_lazy("Compared with"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the day as 2016-02-01.")},
    )
    by = forms.ChoiceField(
        label=gettext_lazy("Counted by"),
        choices=By.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Nothing is counted by “%(value)s”.")},
    )

    def _day(self, name: str) -> datetime.date | None:
        day = self.cleaned_data.get(name)
        if day and not datetime.date(FIRST_YEAR, 1, 1) <= day <= today():
            raise forms.ValidationError(
                _("Choose a day between %(first)s and today."),
                params={"first": date_format(datetime.date(FIRST_YEAR, 1, 1), _("j F Y"))},
            )
        return day

    def clean_on(self) -> datetime.date | None:
        return self._day("on")

    def clean_against(self) -> datetime.date | None:
        return self._day("against")


@require_safe
def register(request: HttpRequest) -> HttpResponseBase:
    """Partners and figures of a day; ``format=csv|xlsx`` with ``table=figures|years|partners`` as a file."""
    now = today()
    data = request.GET.copy()
    data.setdefault("by", By.FOUR)
    form = RegisterForm(data)
    form.is_valid()
    day = form.cleaned_data.get("on") or now
    against = form.cleaned_data.get("against") or now
    published = (figure.day for figure in published_figures() if figure.day)
    book = Register(form.cleaned_data.get("by") or By.FOUR, {day, against, *published})
    group = request.GET.get("group", "")
    group = group if group in book.labels else ""
    file_format, table = request.GET.get("format", ""), request.GET.get("table", TABLES[0])
    if file_format in FORMATS and table in TABLES:
        return export(file_format, table, book, day, against, group)
    days = [book.figures(day)] + ([book.figures(against)] if against != day else [])
    paginator = Paginator(book.partners(day, group), PER_PAGE)
    paginator.count = (days[0].groups[group] if group else days[0].total).most
    page = paginator.get_page(request.GET.get("page"))
    years = book.years()
    context = {
        "form": form,
        "day": day,
        "against": against if against != day else None,
        "is_today": day == now,
        "book": book,
        "by": book.by,
        "first": days[0],
        "rows": figure_rows(book, days, request),
        "days": [figures.day for figures in days],
        "totals": _cells([figures.total for figures in days], days),
        "sums_up": book.by != By.AREA,
        "chart": group_chart(book, days),
        "legend": legend(_legend(days)),
        "years": years,
        "years_chart": years_chart(years),
        "published": published_rows(book),
        "group": group,
        "group_label": book.labels.get(group, ""),
        "whole_url": _address(request, group=None),
        "lines": lines(book.standings(page.object_list, day), day),
        "page_obj": page,
        "downloads": {table: _downloads(request, table) for table in TABLES},
        "crumbs": [
            {"label": _("Partners"), "url": reverse("partners:directory")},
            {"label": _("Register")},
        ],
    }
    return render(request, "partners/register.html", context)


# --- Figures ------------------------------------------------------------------------------------------


def figure_rows(book: Register, days: list[Figures], request: HttpRequest) -> list[dict[str, Any]]:
    """Return a row per group with the counts of every day; places without anybody are left out."""
    shown = []
    for key, label in book.labels.items():
        counts = [figures.groups[key] for figures in days]
        if book.by in (By.REGION, By.AREA) and not any(count.most for count in counts):
            continue
        shown.append(
            {
                "key": key,
                "label": label,
                "counts": _cells(counts, days),
                "url": f"{_address(request, group=key)}#partners",
            }
        )
    return shown


def _cells(counts: list[Count], days: list[Figures]) -> list[dict[str, str]]:
    return [
        {"text": str(count), "day": _long(figures.day)} for count, figures in zip(counts, days, strict=True)
    ]


def _long(day: datetime.date) -> str:
    return date_format(day, _("j F Y"))


def group_chart(book: Register, days: list[Figures]) -> Any:
    """Draw the groups as bars, one per day: what is known, and behind it, paler, what is possible."""
    categories = [
        Category(
            label,
            [
                Bar([(count.known, 1 + 2 * (number % 2)), (count.possible, 6)], str(count))
                for number, count in enumerate(figures.groups[key] for figures in days)
            ],
        )
        for key, label in book.labels.items()
        if any(figures.groups[key].most for figures in days)
    ]
    title = _("Partners by group on %(day)s") % {"day": _long(days[0].day)}
    if len(days) > 1:
        title = _("Partners by group on %(day)s and on %(other)s") % {
            "day": _long(days[0].day),
            "other": _long(days[1].day),
        }
    said = "; ".join(
        f"{category.label}: {', '.join(bar.text for bar in category.bars)}" for category in categories
    )
    return bar_chart(categories, title=title, description=said, key="groups-chart")


def _legend(days: list[Figures]) -> list[tuple[int, Any]]:
    entries: list[tuple[int, Any]] = [
        (1 + 2 * (number % 2), _long(figures.day)) for number, figures in enumerate(days)
    ]
    if any(figures.total.possible for figures in days):
        entries.append((6, _("possible: the beginning is not known")))
    return entries


def years_chart(years: list[Year]) -> Any:
    """Draw known partners and, above them, the most that there can have been, year by year."""
    if len(years) < 2:
        return ""
    most = [year.figures.total.most for year in years]
    known = [year.figures.total.known for year in years]
    drawn = [Line(known, 1)] if known == most else [Line(most, 6), Line(known, 1)]
    said = _("From %(known)s known at the end of %(first)s to %(last_known)s in %(last)s.") % {
        "known": number_format(known[0], force_grouping=True),
        "first": years[0].year,
        "last_known": number_format(known[-1], force_grouping=True),
        "last": years[-1].year,
    }
    return line_chart(
        [year.year for year in years],
        drawn,
        title=_("Partners, year by year"),
        description=said,
        key="years-chart",
    )


def published_rows(read: Register) -> list[dict[str, Any]]:
    """Set every published figure beside what the register says of that day."""
    book, rows = read.counted_by(By.FOUR), []
    for published in published_figures():
        here = book.figures(published.day or today())
        groups = [
            {
                "label": FOUR_LABELS[group],
                "published": published.groups.get(group),
                "here": str(here.groups[group]),
            }
            for group in published.groups
        ]
        rows.append(
            {
                "published": published,
                "here": str(here.total),
                "groups": groups,
                "missing": max(0, published.total - here.total.most),
            }
        )
    return rows


# --- Addresses and files --------------------------------------------------------------------------------


def _address(request: HttpRequest, **changes: str | None) -> str:
    query = request.GET.copy()
    for name in ("page", "format", "table"):
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}" if query else request.path


def _downloads(request: HttpRequest, table: str) -> list[dict[str, str]]:
    return [
        {"label": file_format.upper(), "url": _address(request, table=table, format=file_format)}
        for file_format in FORMATS
    ]


def export(
    file_format: str, table: str, book: Register, day: datetime.date, against: datetime.date, group: str
) -> HttpResponseBase:
    """Answer with one of the tables as a file; no personal data, whoever consented to what."""
    if table == "partners":
        headings, rows = _partner_headings(), partner_rows(book, day, group)
    elif table == "years":
        headings = [_("Year"), *_of_day(_("end of year")), _("Joined"), _("Left")]
        headings += [str(label) for label in book.labels.values()]
        rows = (
            [
                year.year,
                *_numbers(year.figures.total),
                year.joined,
                year.left,
                *(count.known for count in year.figures.groups.values()),
            ]
            for year in book.years()
        )
    else:
        days = [book.figures(day)] + ([book.figures(against)] if against != day else [])
        headings = [_("Group"), _("Group (code)")]
        headings += [heading for figures in days for heading in _of_day(figures.day.isoformat())]
        rows = [
            [str(label), key, *(n for figures in days for n in _numbers(figures.groups[key]))]
            for key, label in book.labels.items()
        ]
        rows.append(
            [pgettext("sum", "All"), "all", *(n for figures in days for n in _numbers(figures.total))]
        )
    return spreadsheet(file_format, f"register-{table}-{day.isoformat()}", headings, rows)


def _of_day(day: str) -> list[str]:
    return [_("Known (%(day)s)") % {"day": day}, _("Possible besides (%(day)s)") % {"day": day}]


def _numbers(count: Count) -> list[int]:
    return [count.known, count.possible]


def _partner_headings() -> list[str]:
    return [
        _("Name"),
        _("Acronym"),
        _("Kind"),
        _("Kind (code)"),
        _("Group of five (code)"),
        _("Group of four (code)"),
        _("Country"),
        _("Country (code)"),
        _("Partner since"),
        _("Listed as a partner by"),
        _("On this day"),
        _("Until"),
        _("Origin"),
        _("Page"),
    ]


def partner_rows(book: Register, day: datetime.date, group: str) -> Iterator[list[Any]]:
    """Yield the lines of the file, some hundred at a time."""
    order = list(book.partners(day, group))
    for start in range(0, len(order), CHUNK):
        for line in lines(book.standings(order[start : start + CHUNK], day), day):
            yield [
                _("Individual partner") if line.is_individual else line.name,
                line.acronym,
                PartnerKind(line.kind).label,
                line.kind,
                SITE_OF[line.kind],
                FOUR_OF[line.kind],
                line.country.name if line.country else (_("World-wide") if line.is_global else ""),
                line.country.alpha2 if line.country else "",
                line.membership.since,
                line.membership.listed_by,
                _("known") if line.known else _("possible"),
                line.membership.ended_on,
                line.membership.get_origin_display(),
                "" if line.is_individual else line.organisation.get_absolute_url(),
            ]
