"""How a person is called in a list to choose from: two of the same name are told apart."""

from collections import Counter
from collections.abc import Iterable

from django import forms
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from partners.models import Person
from portal.records.text import normalise_name


def told_apart(person: Person, *, staff: bool = False) -> str:
    """Return a person's name with post and account; the secretariat also reads the address."""
    known = [person.post, person.email if staff else "", _("has an account") if person.user_id else ""]
    said = ", ".join(text for text in known if text)
    return f"{person} ({said})" if said else str(person)


def names_of(people: Iterable[Person], *, staff: bool = False) -> dict[int, str]:
    """Return what persons are called, by key: namesakes with what tells them apart, the others by name alone."""
    found = {person.pk: person for person in people}
    times = Counter(normalise_name(str(person)) for person in found.values())
    return {
        pk: told_apart(person, staff=staff) if times[normalise_name(str(person))] > 1 else str(person)
        for pk, person in found.items()
    }


def accounts_first(people: QuerySet[Person]) -> QuerySet[Person]:
    """Return persons by name; of the same name those with an account first."""
    return people.order_by("family_name", "given_name", F("user").asc(nulls_last=True), "pk")


class PersonField(forms.ModelChoiceField):
    """A person whom the secretariat chooses, with post, address, and whether there is an account."""

    def label_from_instance(self, obj: Person) -> str:
        return told_apart(obj, staff=True)
