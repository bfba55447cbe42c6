"""What stands on the desk's home page for people who write letters or belong to a partner."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.enums import LetterStatus, RequestStatus
from partners.life import TAGS
from partners.models import InformationRequest, Letter
from partners.queries import my_organisations
from partners.rules.letters import written_by
from portal.records import registries


def name_on_desk(letter: Letter) -> str:
    """Return what a letter is called on its writer's desk."""
    return letter.legal_name or _("Draft without a name")


def waiting_for_applicant(user: Any) -> Iterator[registries.WaitingItem]:
    """What waits for a person who writes letters: questions of the secretariat, drafts to finish."""
    letters = Letter.objects.filter(written_by(user))
    asked = InformationRequest.objects.filter(status=RequestStatus.OPEN, letter__in=letters.values("pk"))
    for request in asked.select_related("letter").prefetch_related("questions"):
        number = len(request.questions.all())
        yield registries.WaitingItem(
            text=ngettext(
                "Answer %(number)s question on %(letter)s",
                "Answer %(number)s questions on %(letter)s",
                number,
            )
            % {"number": number, "letter": request.letter.reference},
            url=reverse("partners_desk:answer", args=[request.letter.uuid]),
            since=request.asked_at,
            due=request.due_on,
            kind="letter",
        )
    for draft in letters.filter(status=LetterStatus.DRAFT).order_by("updated_at"):
        yield registries.WaitingItem(
            text=_("Finish your letter of intent: %(name)s") % {"name": name_on_desk(draft)},
            url=draft.get_absolute_url(),
            since=draft.updated_at,
            kind="letter",
        )


def desk_panel(user: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """My letters and my organisations, on the desk's home page."""
    letters = [
        {
            "letter": letter,
            "name": name_on_desk(letter),
            "url": letter.get_absolute_url(),
            "kind": TAGS[LetterStatus(letter.status)],
        }
        for letter in Letter.objects.filter(written_by(user)).order_by("-updated_at")[:50]
    ]
    places = list(my_organisations(user))
    if letters or places:
        yield "partners/desk/_panel.html", {"letters": letters, "places": places}
