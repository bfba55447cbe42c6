"""What can be done to areas and countries: one function per verb, each audited."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models
from django.utils.translation import gettext as _
from modeltranslation.translator import translator

from partnership_areas.enums import AreaStatus, Development, UnepRegion, UnRegionalGroup
from partnership_areas.models import Area, AreaLink, Country, CountryClassification, FrameworkElement
from partnership_areas.rules import (
    AREA_TRANSITIONS,
    can_correct_classification,
    can_correct_texts,
    can_manage_areas,
    check_area_objectives,
)
from portal.records.clock import today
from portal.records.decisions import Answer, Problem, refuse_if, require
from portal.records.text import clean_text
from portal.records.work import unit_of_work

JUDGEMENTS = ("un_regional_group", "unep_region", "development", "ldc")


def text_columns(model: type[models.Model]) -> list[str]:
    """Return the columns of a model that hold a text per language: ``["name_en", "name_fr", …]``."""
    translated = translator.get_options_for_model(model).all_fields
    names = [field.name for field in model._meta.fields if field.name in translated]
    return [f"{name}_{code}" for name in names for code, _label in settings.LANGUAGES]


def _text_problems(record: models.Model, columns: Iterable[str]) -> list[Problem]:
    """Check texts of ``record`` against their columns: names are needed, none is too long."""
    problems = []
    for column in columns:
        field = record._meta.get_field(column)
        base = record._meta.get_field(column.rsplit("_", 1)[0])
        value = getattr(record, column) or ""
        if not value and not base.blank:
            problems.append(Problem(column, _("Write this in every language.")))
        elif field.max_length and len(value) > field.max_length:
            problems.append(
                Problem(column, _("Use no more than %(count)s characters.") % {"count": field.max_length})
            )
    return problems


def create_area(
    *,
    by: Any,
    code: str,
    texts: Mapping[str, str],
    cross_cutting: bool = False,
    order: int | None = None,
    unofficial_languages: Iterable[str] = (),
) -> Area:
    """Add a potential area; no code has to change for it (AREA-1).

    ``texts``: columns per language, ``name_en`` to ``note_es``; names and short names are needed in every
    language. Raises Forbidden, or Refusal with every problem at once.
    """
    require(can_manage_areas(by))
    area = Area(
        code=clean_text(code).strip().lower(),
        order=order,
        cross_cutting=cross_cutting,
        unofficial_languages=list(unofficial_languages),
    )
    columns = text_columns(Area)
    for column in columns:
        setattr(area, column, clean_text(texts.get(column) or "").strip())
    with unit_of_work() as work:
        refuse_if(_code_problems(area.code) + _text_problems(area, columns))
        area.save()
        work.audit("area.create", area, by=by, data={"code": area.code})
    return area


def _code_problems(code: str) -> list[Problem]:
    try:
        validate_slug(code)
        if not code.isascii() or "_" in code or len(code) > 40:
            raise ValidationError("")
    except ValidationError:
        return [Problem("code", _("Use up to 40 small letters, digits and hyphens, such as “oil-gas”."))]
    if Area.objects.filter(code=code).exists():
        return [Problem("code", _("There is an area with this code already."))]
    return []


def establish_area(area: Area, *, by: Any, on: datetime.date | None) -> Area:
    """Establish a potential area from a date on. Its objective must be written and tied (AREA-2)."""
    with unit_of_work() as work:
        area = work.lock(area)
        AREA_TRANSITIONS.require("establish", by, area)
        problems = check_area_objectives(area.elements.all()) + _date_problems("on", on)
        if not area.objective_en:
            problems.append(Problem("objective_en", _("Write the objective of the area first.")))
        refuse_if(problems)
        area.status, area.established_on = AreaStatus.ESTABLISHED, on
        work.save(area, "status", "established_on")
        work.audit("area.establish", area, by=by, fields=["status", "established_on"], data={"on": str(on)})
    return area


def close_area(area: Area, *, by: Any, on: datetime.date | None, reason: str) -> Area:
    """Close an area from a date on, with a reason. Its page and its history stay."""
    with unit_of_work() as work:
        area = work.lock(area)
        reason = clean_text(reason).strip()
        AREA_TRANSITIONS.require("close", by, area, reason=reason)
        problems = _date_problems("on", on)
        if on and area.established_on and on < area.established_on:
            problems.append(Problem("on", _("This is before the area was established.")))
        if len(reason) > 500:
            problems.append(Problem("reason", _("Use no more than %(count)s characters.") % {"count": 500}))
        refuse_if(problems)
        area.status, area.closed_on, area.closed_reason = AreaStatus.CLOSED, on, reason
        work.save(area, "status", "closed_on", "closed_reason")
        work.audit("area.close", area, by=by, fields=["status", "closed_on"], data={"on": str(on)})
    return area


def _date_problems(field: str, date: datetime.date | None) -> list[Problem]:
    if date is None:
        return [Problem(field, _("Give the date."))]
    if date > today():
        return [Problem(field, _("This date is in the future."))]
    return []


def set_area_links(area: Area, elements: Iterable[FrameworkElement], *, by: Any) -> Area:
    """Tie an area's objective to these elements of the framework and to no others (AREA-2).

    What the secretariat sets is no longer shown as the portal's own reading. Raises Forbidden, WrongState, or
    Refusal with every problem at once; nothing is changed then.
    """
    chosen = {element.pk: element for element in elements}
    with unit_of_work() as work:
        area = work.lock(area)
        AREA_TRANSITIONS.require("set_links", by, area)
        refuse_if(check_area_objectives(chosen.values()))
        present = {link.element_id: link.element.key for link in area.links.select_related("element")}
        if set(present) == set(chosen) and not area.links.filter(own_reading=True).exists():
            return area
        area.links.exclude(element__in=chosen).delete()
        area.links.update(own_reading=False)
        AreaLink.objects.bulk_create(
            AreaLink(area=area, element=element) for pk, element in chosen.items() if pk not in present
        )
        work.save(area)
        added = sorted(element.key for pk, element in chosen.items() if pk not in present)
        removed = sorted(key for pk, key in present.items() if pk not in chosen)
        work.audit("area.set_links", area, by=by, fields=["links"], data={"added": added, "removed": removed})
    return area


def _forbidden(field: str, answer: Answer) -> list[Problem]:
    return [] if answer else [Problem(field, answer.reason)]


def correct_texts(
    record: Area | Country | FrameworkElement, *, by: Any, texts: Mapping[str, str], **more: Any
) -> Area | Country | FrameworkElement:
    """Correct names and texts per language of an area, a country or an element of the framework.

    ``record`` as it was read: a save in between raises StaleRecord. ``more`` sets other editable facts
    (``unofficial_languages`` and, for the head, ``cross_cutting`` of an area). An area that was established keeps an
    objective (AREA-2). Saving what is there already writes nothing. Raises Forbidden, StaleRecord, Refusal.
    """
    require(can_correct_texts(by, record))
    if "cross_cutting" in more and more["cross_cutting"] != record.cross_cutting:
        refuse_if(_forbidden("cross_cutting", can_manage_areas(by)))
    before = {column: getattr(record, column) for column in [*texts, *more]}
    allowed = text_columns(type(record))
    for column, value in texts.items():
        if column not in allowed:
            raise KeyError(column)
        setattr(record, column, clean_text(value or "").strip())
    for name, value in more.items():
        setattr(record, name, value)
    changed = [name for name, value in before.items() if (value or "") != (getattr(record, name) or "")]
    with unit_of_work() as work:
        problems = _text_problems(record, texts)
        if "objective_en" in texts and _lost_objective(record):
            message = _("An established area has an objective, at least in English.")
            problems.append(Problem("objective_en", message))
        refuse_if(problems)
        if changed:
            work.save(record, *changed)
            work.audit(f"{record._meta.model_name}.correct_texts", record, by=by, fields=changed)
    return record


def _lost_objective(record: models.Model) -> bool:
    """Whether an area that is, or was, established would stand without the objective that it needed for that."""
    return isinstance(record, Area) and record.status != AreaStatus.POTENTIAL and not record.objective_en


def correct_classification(
    country: Country,
    *,
    by: Any,
    un_regional_group: str = "",
    unep_region: str = "",
    development: str = "",
    ldc: bool = False,
    source: str,
    as_of: datetime.date | None,
    reason: str,
) -> CountryClassification:
    """Add a dated row to a country's classification; earlier rows stay, so statistics of a date stay right.

    ``as_of`` may lie in the past (a late correction) or ahead (a decided change): what counts on a day is the
    latest row that had begun. Raises Forbidden, or Refusal with every problem at once.
    """
    require(can_correct_classification(by, country))
    source, reason = clean_text(source).strip(), clean_text(reason).strip()
    values = {
        "un_regional_group": un_regional_group,
        "unep_region": unep_region,
        "development": development,
        "ldc": ldc,
    }
    with unit_of_work() as work:
        country = work.lock(country)
        problems = _classification_problems(values, source=source, reason=reason, as_of=as_of)
        same_day = country.classifications.filter(as_of=as_of).order_by("-pk").first() if as_of else None
        if same_day and all(getattr(same_day, name) == value for name, value in values.items()):
            problems.append(Problem("", _("This is what the portal says of that date already.")))
        refuse_if(problems)
        before = country.classification(as_of)
        row = CountryClassification(
            country=country, as_of=as_of, source=source, reason=reason, entered_by=by, **values
        )
        row.save()
        changed = [name for name in JUDGEMENTS if before is None or getattr(before, name) != values[name]]
        work.audit(
            "country.correct_classification",
            country,
            by=by,
            fields=changed,
            data={"classification": row.pk, "as_of": str(as_of)},
        )
    return row


def _classification_problems(
    values: Mapping[str, Any], *, source: str, reason: str, as_of: datetime.date | None
) -> list[Problem]:
    problems = []
    choices = {"un_regional_group": UnRegionalGroup, "unep_region": UnepRegion, "development": Development}
    for name, enum in choices.items():
        if values[name] and values[name] not in enum.values:
            problems.append(Problem(name, _("Choose one of the list.")))
    if values["ldc"] and values["development"] != Development.DEVELOPING:
        problems.append(Problem("ldc", _("A least developed country is a developing country.")))
    for name, text, limit in (("source", source, 300), ("reason", reason, 500)):
        if not text:
            message = _("Give the source.") if name == "source" else _("Give a reason.")
            problems.append(Problem(name, message))
        elif len(text) > limit:
            problems.append(Problem(name, _("Use no more than %(count)s characters.") % {"count": limit}))
    if as_of is None:
        problems.append(Problem("as_of", _("Give the date from which this is true.")))
    return problems
