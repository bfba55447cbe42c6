"""Small customs of the interface's languages that Django does not know."""

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language, get_language_info, pgettext

plain_day = DateFormat.j


def day_of_month(self: DateFormat) -> int | str:
    """Return the day as the format character ``j`` shows it: in French, the first of a month is "1er"."""
    day = plain_day(self)
    return "1er" if day == 1 and (get_language() or "").startswith("fr") else day


def install() -> None:
    """Make every date of the interface, mails and PDFs follow; called once, when apps are ready."""
    DateFormat.j = day_of_month


def labelled(label: object, text: object) -> str:
    """Return "label: text" with the colon of the page's language; French has a space before it."""
    return f"{label}{pgettext('after a label', ':')} {text}"


def language_in_a_sentence(code: str) -> str:
    """Return the name of a language as it stands within a sentence: only English keeps the capital."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        return str(code)
    return name if (get_language() or "en").startswith("en") else name[:1].lower() + name[1:]
