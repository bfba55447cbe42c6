"""How somebody wants to be told, and stopping mails: choices of a person, wishes of an address without account."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse

from portal.mail.enums import DIGESTS, Delivery
from portal.mail.kinds import NoticeKind, kind_of, kinds_for, label_of
from portal.mail.models import Notice, NoticeOptOut, NoticePreference
from portal.records.work import unit_of_work

SALT = "portal.mail.unsubscribe"
ALL_OF = "*"  # "*daily" stops the daily digest, whatever stands in it


@dataclass(frozen=True)
class Wish:
    """What an unsubscribe link stands for: whose mails (an account or an address), and which of them."""

    what: str
    user_id: int | None = None
    address_hash: str = ""

    @property
    def label(self) -> Any:
        """What the mails are called: the name of the kind, or of the digest."""
        digest = self.what.removeprefix(ALL_OF)
        return Delivery(digest).label if self.is_digest else label_of(self.what)

    @property
    def is_digest(self) -> bool:
        return self.what.startswith(ALL_OF)


def hash_of(address: str) -> str:
    """Return the keyed hash by which an address without account is known again."""
    text = address.strip().lower().encode()
    return hmac.new(settings.SECRET_KEY.encode(), b"notice" + text, hashlib.sha256).hexdigest()


def unsubscribe_url(what: str, language: str, *, user: Any = None, address: str = "") -> str:
    """Return the full address of the link that stops mails of a kind, or of a digest ("*daily")."""
    whose = {"u": user.pk} if user is not None else {"a": hash_of(address)}
    token = signing.dumps(whose | {"k": what}, salt=SALT)
    return f"{settings.BASE_URL}{reverse('desk:unsubscribe', args=[token])}?lang={language}"


def read_token(token: str) -> Wish | None:
    """Return what a link stands for; None when this portal did not sign it. Links do not run out."""
    try:
        said = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Wish(what=said["k"], user_id=said.get("u"), address_hash=said.get("a", ""))


def delivery_for(user: Any, kind: NoticeKind) -> Delivery:
    """Return how ``user`` is told of ``kind``: their choice, else what their address once asked, else the default."""
    if kind.mandatory:
        return Delivery.AT_ONCE
    chosen = NoticePreference.objects.filter(user=user, kind=kind.code).values_list("delivery", flat=True)
    if choice := chosen.first():
        return Delivery(choice)
    return Delivery.PORTAL if is_unwanted(user.email, kind.code) else kind.default


def is_unwanted(address: str, kind: str) -> bool:
    """Return whether this address asked, without an account, for no more mails of ``kind``."""
    return NoticeOptOut.objects.filter(address_hash=hash_of(address), kind=kind).exists()


def choices_of(user: Any) -> dict[str, Delivery]:
    """Return the delivery of every kind that concerns ``user``, by code; three queries at most."""
    chosen = dict(NoticePreference.objects.filter(user=user).values_list("kind", "delivery"))
    unwanted = set(
        NoticeOptOut.objects.filter(address_hash=hash_of(user.email)).values_list("kind", flat=True)
    )
    return {
        kind.code: Delivery(
            chosen.get(kind.code) or (Delivery.PORTAL if kind.code in unwanted else kind.default)
        )
        for kind in kinds_for(user)
    }


def choose(user: Any, wanted: Mapping[str, str]) -> None:
    """Store how ``user`` wants to be told of each kind in ``wanted`` (code → delivery).

    What waits for a digest follows the new choice: it moves to the other digest, or is mailed no more. Chosen
    "at once", it goes with the next daily digest. Raises UnknownKind, and ValueError for an unknown delivery.
    """
    with unit_of_work():
        for code, delivery in wanted.items():
            delivery = Delivery(delivery)
            if kind_of(code).mandatory:
                continue
            NoticePreference.objects.update_or_create(user=user, kind=code, defaults={"delivery": delivery})
            instead = Delivery.DAILY if delivery == Delivery.AT_ONCE else delivery
            waiting = Notice.objects.filter(user=user, kind=code, mail__isnull=True, delivery__in=DIGESTS)
            waiting.update(delivery=instead)


def stop(wish: Wish) -> None:
    """Carry out an unsubscribe link: no mail of that kind, or no digest, any more. Asked twice, nothing changes.

    In the portal the notices are still shown. An account that is gone is no error.
    """
    if wish.user_id is None:
        NoticeOptOut.objects.get_or_create(address_hash=wish.address_hash, kind=wish.what)
        return
    user = get_user_model().objects.filter(pk=wish.user_id).first()
    if user is None:
        return
    if wish.is_digest:
        digest = wish.what.removeprefix(ALL_OF)
        codes = [code for code, delivery in choices_of(user).items() if delivery == digest]
    else:
        codes = [wish.what]
    choose(user, dict.fromkeys(codes, Delivery.PORTAL))
