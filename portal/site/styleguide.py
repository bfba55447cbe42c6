"""Every component in every state, for those who build and those who check."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.records.enums import Role
from portal.records.registries import has_role

READERS = (Role.OFFICER, Role.HEAD, Role.EDITOR, Role.ADMINISTRATOR)
KINDS = (
    ("government", "Government"),
    ("reio", "Regional economic integration organization"),
    ("igo", "Intergovernmental or international organization"),
    ("ngo", "NGO or civil society"),
)
COUNTRIES = (("", "Choose one"), ("KE", "Kenya"), ("CI", "Côte d’Ivoire"), ("PE", "Perú"))
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ARABIC = "وزارة البيئة التجريبية"


class SampleForm(forms.Form):
    """One field of every shape."""

    name = forms.CharField(
        label="Legal name",
        max_length=255,
        help_text="As in your founding document, in its own language.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    acronym = forms.CharField(label="Acronym", max_length=20, required=False)
    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    country = forms.ChoiceField(label="Country", choices=COUNTRIES)
    kind = forms.ChoiceField(
        label="What kind of partner are you?",
        choices=KINDS,
        widget=forms.RadioSelect,
        help_text="Choose one.",
    )
    areas = forms.MultipleChoiceField(
        label="Areas of interest",
        choices=(("asgm", "Artisanal and small-scale gold mining"), ("waste", "Waste management")),
        widget=forms.CheckboxSelectMultiple,
    )
    statement = forms.CharField(
        label="How will you contribute?",
        help_text="Partners provide resources or expertise. Two or three sentences are enough.",
        widget=forms.Textarea(attrs={"data-max-words": 250, "rows": 5}),
    )
    since = forms.DateField(label="Date", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    signed = forms.FileField(label="Signed letter", required=False, help_text="PDF, at most 10 MB.")
    agrees = forms.BooleanField(label="I know that the letter will be published without contact data.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget.option_hints = {"reio": "For example a union of states."}


class SampleFilter(forms.Form):
    """What stands beside a list."""

    q = forms.CharField(label="Name, acronym or country", required=False)
    kind = forms.MultipleChoiceField(
        label="Kind", choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    country = forms.ChoiceField(label="Country", choices=COUNTRIES, required=False)


def sample_forms() -> dict[str, forms.Form]:
    """Return the sample form empty, filled with long and right-to-left words, and refused."""
    filled = {
        "filled-name": ARABIC,
        "filled-acronym": "DME",
        "filled-email": "focal@demo.example",
        "filled-country": "CI",
        "filled-kind": "reio",
        "filled-areas": ["asgm", "waste"],
        "filled-statement": f"We share our method. {LONG_WORD} " * 3,
        "filled-since": "2026-11-20",
    }
    return {
        "empty": SampleForm(prefix="empty"),
        "filled": SampleForm(
            prefix="filled", initial={key.removeprefix("filled-"): value for key, value in filled.items()}
        ),
        "refused": SampleForm({"refused-email": "nobody"}, {}, prefix="refused"),
    }


def samples() -> dict[str, Any]:
    """Return invented content for every component that is no form."""
    day = datetime.date(2026, 11, 20)
    return {
        "day": day,
        "tags": [
            ("ok", "Confirmed"),
            ("wait", "Received, not yet confirmed"),
            ("do", "Start"),
            ("stop", "There is a problem"),
            ("neutral", "Not yet"),
        ],
        "crumbs": [
            {"label": "Partners", "url": "#"},
            {"label": "Demonstration Ministry of Environment", "url": ""},
        ],
        "hero_actions": [{"label": "Become a partner", "url": "#"}, {"label": "Find a partner", "url": "#"}],
        "figures": [
            {"number": 1263, "label": "partners, 8 of them new in 2026", "url": "#"},
            {"number": 8, "label": "partnership areas"},
            {"number": 41, "label": "efforts under way in 5 current plans"},
            {"number": "7 of 8", "label": "areas reported for 2024–2025"},
        ],
        "cards": [
            {
                "title": "Artisanal and small-scale gold mining",
                "text": "Cleaner methods for the people who mine.",
                "meta": "96 partners",
                "url": "#",
            },
            {
                "title": "Chlor-alkali production",
                "text": "Factories without mercury cells.",
                "meta": "31 partners",
                "url": "#",
            },
            {"title": LONG_WORD, "meta": "58 partners", "url": "#"},
            {"title": ARABIC, "lang": "ar", "text": "A card without a link."},
        ],
        "tasks": [
            {
                "title": "Who you are",
                "hint": "Demonstration Ministry of Environment",
                "url": "#",
                "kind": "ok",
                "status": "Done",
            },
            {"title": "People", "hint": "1 focal point", "url": "#", "kind": "ok", "status": "Done"},
            {
                "title": "Your three statements",
                "hint": "1 of 3 missing",
                "url": "#",
                "kind": "stop",
                "status": "There is a problem",
            },
            {"title": "What you offer and seek", "url": "#", "kind": "do", "status": "Start"},
            {"title": "Check and send", "url": "", "kind": "neutral", "status": "Not yet"},
        ],
        "rows": [
            {"key": "Legal name", "value": "Demonstration Ministry of Environment", "url": "#"},
            {"key": "Name in Arabic", "value": ARABIC, "lang": "ar", "url": "#"},
            {"key": "Areas of interest", "lines": ["Gold mining", "Waste management"], "url": "#"},
            {"key": "How will you contribute?", "missing": "Say what you will bring.", "url": "#"},
            {"key": "Acronym", "value": "", "url": "#"},
            {"key": "Site", "value": f"https://demo.example/{LONG_WORD}", "url": "#"},
        ],
        "steps": [
            {"title": "Sent", "when": day, "state": "done"},
            {
                "title": "Under review",
                "when": day,
                "state": "done",
                "text": "The letter is on the site, labelled “received, not yet confirmed”.",
            },
            {
                "title": "Two questions for you",
                "state": "current",
                "text": "Please answer by 4 December 2026.",
            },
            {"title": "Decision", "state": "next", "text": "The secretariat confirms or says why not."},
        ],
        "stopped_steps": [
            {"title": "Sent", "when": day, "state": "done"},
            {"title": "Declined", "when": day, "state": "stopped", "text": "The reason was sent by mail."},
        ],
        "columns": [
            {"label": "Partner"},
            {"label": "Country"},
            {"label": "Areas"},
            {"label": "Since", "number": True},
        ],
        "table": [
            [
                {"text": "Demonstration Ministry of Environment", "url": "#"},
                {"label": "Country", "text": "Kenya"},
                {"label": "Areas", "text": "Gold mining, Waste management"},
                {"label": "Since", "text": "2019", "number": True},
            ],
            [
                {"text": ARABIC, "url": "#", "lang": "ar"},
                {"label": "Country", "text": "Côte d’Ivoire"},
                {"label": "Areas", "text": "Gold mining"},
                {"label": "Since", "text": "–", "number": True},
            ],
            [
                {"text": LONG_WORD, "url": "#"},
                {"label": "Country", "text": "Perú"},
                {"label": "Areas", "text": "Products"},
                {"label": "Since", "text": "2024", "number": True},
            ],
        ],
        "page_obj": Paginator(range(400), 20).page(9),
        "thread": [
            {"kind": "Letter", "title": "LOI-2019-0011", "url": "#"},
            {"kind": "Partner", "title": "Demonstration Ministry of Environment", "url": "#"},
            {"kind": "Effort", "title": "WM-2026-2.3", "url": "#", "current": True},
            {"kind": "Result", "title": "1.4 t retired, 2024–2025", "url": "#"},
            {"kind": "Decision", "title": "PAG-15/D2"},
        ],
        "facts": [
            {"term": "Kind", "value": "Government"},
            {"term": "Country", "value": "Kenya", "url": "#"},
            {"term": "Areas", "lines": ["Gold mining", "Waste management"]},
            {"term": "Acronym", "value": ""},
        ],
        "side": [
            {"label": "Who you are", "url": "#", "current": True},
            {"label": "People", "url": "#", "count": 2},
            {"label": "Areas of interest", "url": "#"},
        ],
        "tabs": [
            {"label": "List", "url": "#", "current": True, "count": 12},
            {"label": "By country", "url": "#"},
            {"label": "Offers and needs", "url": "#", "count": 0},
        ],
        "conflict": [
            {
                "name": "statement",
                "label": "How will you contribute?",
                "yours": "We will share our inventory method and host two workshops.",
                "stored": "We will share our inventory method for small clinics.",
            }
        ],
        "waiting": [
            {
                "text": "Answer two questions about LOI-2026-0007",
                "url": "#",
                "since": day,
                "due": datetime.date(2026, 12, 4),
            },
            {"text": "Confirm the letter of the Demonstration Institute", "url": "#", "since": day},
        ],
        "problems": [
            {"text": "The letter has no focal point.", "url": "#"},
            {"text": "The signature is missing."},
        ],
        "consequences": ["The letter leaves the site.", "You can write a new one at any time."],
        "long_word": LONG_WORD,
        "arabic": ARABIC,
    }


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the design system to the secretariat, editors and administrators; as if absent (404) to others."""
    if not (settings.DEBUG or has_role(request.user, *READERS)):
        raise Http404
    # The samples are English, so the words of the components around them are too.
    with translation.override("en"):
        context = {
            **samples(),
            "forms": sample_forms(),
            "filter": SampleFilter(prefix="list"),
            "heading": _("Style guide"),
        }
        return render(request, "site/styleguide.html", context)
