"""What requests about personal data hold: the address, until it is erased."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.privacy.enums import RequestState
from portal.privacy.models import Mention, PersonalDataRequest
from portal.records.clock import now
from portal.records.personal import Erasure, describe


def forget_requests(erasure: Erasure, rows: QuerySet[PersonalDataRequest]) -> None:
    """Take the address away; other open requests of the person have no object any more."""
    for row in rows.filter(state=RequestState.OPEN).exclude(pk=erasure.request_pk):
        PersonalDataRequest.objects.filter(pk=row.pk).update(
            state=RequestState.CLOSED, decided_at=now(), email=""
        )
    rows.update(email="")


describe(
    PersonalDataRequest,
    _("Requests about personal data"),
    about=("user", "email"),
    show=("origin", "state", "opened_at", "decided_at", "reason"),
    links=("opened_by", "decided_by"),
    none=("summary",),
    erase=forget_requests,
    kept=_("That there was a request stays, without the address."),
)
describe(Mention, links=("settled_by",), none=("object_type", "object_id", "field"))
