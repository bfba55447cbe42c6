"""What a person agreed to as holder of an office, for their own page (``portal.privacy``)."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from meetings.actions.terms import take_back_consent
from meetings.models import Term
from portal.records.personal import Consent


def consents_of(user: Any) -> Iterator[Consent]:
    """Yield why an account's person is named with an office (``portal.records.personal.consents``)."""
    named = Term.objects.filter(person__user=user).exclude(consent="").select_related("body__area", "person")
    for term in named.order_by("pk"):
        yield Consent(
            key=f"term-{term.pk}",
            text=_("To be named to the public: %(office)s, %(body)s")
            % {"office": term.get_role_display(), "body": term.body},
            given_at=term.consented_at,
            take_back=partial(_unname, term),
        )


def _unname(term: Term, user: Any) -> None:
    take_back_consent(term, by=user)
