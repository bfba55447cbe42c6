"""The parts of a letter as its writer sees them: what is done, what is missing, what was answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from partners.enums import Direction, PartnerKind, Step, Topic
from partners.models import Letter, LetterContact, LetterOffer
from partners.rules.letter_content import STATES, step_problems
from portal.records.decisions import Problem

FIRST_OF_GROUP = {"kind", "areas"}  # radio buttons and checkboxes: an error leads to the first of them
CHECK = "check"  # ?from=check: back to the check answers page after saving


@dataclass(frozen=True)
class Part:
    """A part of the letter: its page, how much it needs, what is missing or wrong."""

    step: Step
    url: str
    needed: int
    problems: list[Problem]
    wrong: bool
    begun: bool

    @property
    def done(self) -> bool:
        return self.begun and not self.problems

    @property
    def kind(self) -> str:
        """Which tag is drawn."""
        if self.wrong:
            return "stop"
        if self.done:
            return "ok"
        return "wait" if self.begun else "neutral"

    @property
    def status(self) -> str:
        if self.wrong:
            return _("There is a problem")
        if self.done:
            return _("Done")
        return _("Not complete") if self.begun else _("Not started")

    @property
    def hint(self) -> str:
        missing = min(len(self.problems), self.needed)
        if not self.begun or not missing or self.wrong:
            return ""
        return ngettext(
            "%(missing)s of %(needed)s answer is missing",
            "%(missing)s of %(needed)s answers are missing",
            self.needed,
        ) % {"missing": missing, "needed": self.needed}


def needed_answers(letter: Letter, step: str) -> int:
    """Return how many answers a part needs at least."""
    individual, states = letter.is_individual, letter.kind in STATES
    return {
        Step.WHO: 4 - individual - states,
        Step.PEOPLE: 2,
        Step.AREAS: 1,
        Step.STATEMENTS: 3,
        Step.OFFERS: 1,
        Step.SIGNATURE: 4 - individual,
        Step.CONSENT: 2,
    }[Step(step)]


def is_wrong(letter: Letter, field: str) -> bool:
    """Whether a problem is about something that was answered, and not about something missing."""
    alternate = letter.contact("alternate")
    return (
        (field == "contribution" and bool(letter.contribution))
        or (field == "alternate-email" and bool(alternate and alternate.email))
        or (field == "place" and letter.is_global)
    )


def step_url(letter: Letter, step: str, field: str | None = None, *, back: str = "") -> str:
    """Return the address of a part's page, at a field of it when one is named."""
    url = reverse("partners_desk:step", args=[letter.uuid, step])
    query = f"?from={back}" if back else ""
    return f"{url}{query}" + (f"#{target_of(step, field)}" if field is not None else "")


def target_of(step: str, field: str) -> str:
    """Return the id of the control that a problem's field names."""
    if step == Step.OFFERS and not field:
        return "id_offers-0-topic"
    return f"id_{field}_0" if field in FIRST_OF_GROUP or field.endswith("-direction") else f"id_{field}"


def part_of(letter: Letter, step: str) -> Part:
    """Return how one part of the letter stands."""
    problems = step_problems(letter, step)
    return Part(
        step=Step(step),
        url=step_url(letter, step),
        needed=needed_answers(letter, step),
        problems=problems,
        wrong=any(is_wrong(letter, problem.field) for problem in problems),
        begun=letter.step_version(step) > 0,
    )


def parts_of(letter: Letter) -> list[Part]:
    """Return all parts in order; needs contacts, areas and offers prefetched to ask the database nothing."""
    return [part_of(letter, step) for step in Step.values]


def problem_links(letter: Letter, problems: Iterable[Problem], *, back: str = "") -> list[dict[str, str]]:
    """Return problems of a refusal ("step.field", "answer-7") with the address where each is put right."""
    links = []
    for problem in problems:
        step, dot, field = problem.field.partition(".")
        url = ""
        if dot:
            url = step_url(letter, step, field, back=back)
        elif problem.field:
            url = reverse("partners_desk:answer", args=[letter.uuid]) + f"#id_{problem.field}"
        links.append({"text": str(problem.message), "url": url})
    return links


# --- What was answered ----------------------------------------------------------------------------


def summary_of(
    letter: Letter, *, steps: Iterable[str] = Step.values, change: bool = True
) -> list[dict[str, Any]]:
    """Return the rows of every part: {title, url, rows}; a missing answer says what is missing."""
    return [
        {
            "id": f"part-{step}",
            "title": Step(step).label,
            "url": step_url(letter, step, back=CHECK) if change else "",
            "rows": _with_problems(letter, step, _ROWS[Step(step)](letter)),
        }
        for step in steps
    ]


def _with_problems(letter: Letter, step: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    problems = {problem.field: str(problem.message) for problem in step_problems(letter, step)}
    for row in rows:
        missing = [problems[field] for field in row.pop("fields", ()) if field in problems]
        answered = row.get("value") or row.get("lines")
        if missing and answered:
            words = mark_safe(linebreaks(_joined(answered), autoescape=True))  # noqa: S308 - escaped here
            said = " ".join(missing)
            row["html"] = format_html('<p class="summary-list__missing">{}</p>{}', said, words)
            row["lines"] = None
        elif missing:
            row["missing"] = " ".join(missing)
    return rows


def _joined(answered: str | list[str]) -> str:
    return answered if isinstance(answered, str) else "\n".join(answered)


def place_of(letter: Letter) -> str:
    """Return the country, or how world-wide is said."""
    return letter.country.name if letter.country else _("World-wide") if letter.is_global else ""


def _who(letter: Letter) -> list[dict[str, Any]]:
    name = _("Name") if letter.is_individual else _("Full legal name")
    own = letter.language
    return [
        {
            "key": _("Kind"),
            "value": PartnerKind(letter.kind).label if letter.kind else "",
            "fields": ["kind"],
        },
        {"key": name, "value": letter.legal_name, "lang": own, "fields": ["legal_name"]},
        {"key": _("Acronym"), "value": letter.acronym},
        {"key": _("Country"), "value": place_of(letter), "fields": ["place"]},
        {"key": _("Site"), "value": letter.website},
        {"key": _("What you do"), "value": letter.description, "lang": own, "fields": ["description"]},
        {"key": _("Language of the letter"), "value": dict(settings.LANGUAGES).get(own, own)},
    ]


def contact_lines(contact: LetterContact | None) -> list[str]:
    """Return name, post, addresses of a contact and whether the public sees them."""
    if contact is None:
        return []
    lines = [line for line in (str(contact), contact.post, contact.email, contact.phone) if line]
    if lines:
        lines.append(_("The public may see this") if contact.is_public else _("Not shown to the public"))
    return lines


def _people(letter: Letter) -> list[dict[str, Any]]:
    return [
        {
            "key": _("Main focal point"),
            "lines": contact_lines(letter.contact("main")),
            "fields": ["main-family_name", "main-email"],
        },
        {
            "key": _("Alternate"),
            "lines": contact_lines(letter.contact("alternate")),
            "fields": ["alternate-family_name", "alternate-email"],
        },
    ]


def _areas(letter: Letter) -> list[dict[str, Any]]:
    areas = sorted(letter.areas.all(), key=lambda area: (area.order is None, area.order or 0, area.code))
    return [{"key": _("Areas"), "lines": [area.name for area in areas], "fields": ["areas"]}]


def _statements(letter: Letter) -> list[dict[str, Any]]:
    return [
        {
            "key": _("Support for the Partnership"),
            "value": _("Yes") if letter.supports else "",
            "fields": ["supports"],
        },
        {
            "key": _("Commitment to its goal"),
            "value": _("Yes") if letter.commits else "",
            "fields": ["commits"],
        },
        {
            "key": _("Your contribution"),
            "value": letter.contribution,
            "lang": letter.language,
            "fields": ["contribution"],
        },
    ]


def offer_line(offer: LetterOffer) -> str:
    """Return topic, area and words of an offer or need in one line."""
    topic = str(Topic(offer.topic).label) if offer.topic in Topic.values else ""
    area = offer.area.short_name or offer.area.name if offer.area else ""
    head = f"{topic} ({area})" if topic and area else topic or area
    return (
        f"{head}{pgettext('after a label', ':')} {offer.text}" if head and offer.text else head or offer.text
    )


def _offers(letter: Letter) -> list[dict[str, Any]]:
    offers = list(letter.offers.all())
    incomplete = [f"offers-{index}-{name}" for index in range(len(offers)) for name in ("direction", "topic")]

    def lines(*directions: str) -> list[str]:
        return [offer_line(offer) for offer in offers if offer.direction in directions]

    return [
        {"key": _("You offer"), "lines": lines(Direction.OFFER, ""), "fields": ["", *incomplete]},
        {"key": _("You seek"), "lines": lines(Direction.SEEK)},
    ]


def _signature(letter: Letter) -> list[dict[str, Any]]:
    signed_on = date_format(letter.signed_on, _("j F Y")) if letter.signed_on else ""
    rows = [
        {"key": _("Signed by"), "value": letter.signatory_name, "fields": ["signatory_name"]},
        {"key": _("Title"), "value": letter.signatory_title, "fields": ["signatory_title"]},
        {"key": _("Date of signature"), "value": signed_on, "fields": ["signed_on"]},
        {"key": _("Declaration"), "value": _("Signed") if letter.declared else "", "fields": ["declared"]},
        {
            "key": _("Signed letter as PDF"),
            "value": letter.signed_file.name if letter.signed_file else "",
            "fields": [],
        },
    ]
    if letter.is_individual and not letter.signatory_title:
        rows = [row for row in rows if row["fields"] != ["signatory_title"]]
    return rows


def _consent(letter: Letter) -> list[dict[str, Any]]:
    rows = [
        {
            "key": _("You know that letters are published"),
            "value": _("Yes") if letter.acknowledges_publication else "",
            "fields": ["acknowledges_publication"],
        },
        {
            "key": _("Use of personal data"),
            "value": _("Agreed") if letter.consents_to_data else "",
            "fields": ["consents_to_data"],
        },
    ]
    if letter.is_individual:
        shown = _("Your name is shown") if letter.consents_to_name else _("“Individual partner” is shown")
        rows.append({"key": _("In the public list"), "value": shown})
    return rows


_ROWS = {
    Step.WHO: _who,
    Step.PEOPLE: _people,
    Step.AREAS: _areas,
    Step.STATEMENTS: _statements,
    Step.OFFERS: _offers,
    Step.SIGNATURE: _signature,
    Step.CONSENT: _consent,
}
