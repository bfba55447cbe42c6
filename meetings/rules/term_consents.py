"""Who says whether the public may read the name of somebody in office: the person, and nobody for them twice."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from meetings.enums import NameConsent
from meetings.models import Term
from partners.models import Person
from portal.records.decisions import Problem
from portal.records.models import AuditLine


def took_it_back(person: Person) -> bool:
    """Whether the person, not the secretariat, once ended the consent of an office, as the audit trail has it."""
    offices = Term.objects.filter(person=person).order_by().values("pk")
    lines = AuditLine.objects.filter(object_type=Term._meta.label_lower, object_id__in=offices)
    return lines.filter(verb="term.take_back_consent", on_behalf=False).exists()


def says_it_themselves(person: Person) -> bool:
    """Whether nobody else can note that the person agrees: they have an account, or took it back before."""
    return person.user_id is not None or took_it_back(person)


def own_word(term: Term) -> Iterator[Problem]:
    """Who has an account says themselves that they are named; in the answer to an invitation they have said it."""
    if term.consent != NameConsent.GIVEN or term.invitation_id is not None:
        return
    if term.person.user_id:
        words = _("This person has an account: they say on their desk whether they are named. Choose “No”.")
        yield Problem("consent", words)
    elif term.person.pk and took_it_back(term.person):
        words = _("This person took it back that they are named: only they can agree again. Choose “No”.")
        yield Problem("consent", words)
