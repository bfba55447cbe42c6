"""Telling people what concerns them (INFO-5): in the portal at once, by mail as each of them chose, nothing twice.

How an app tells somebody something::

    # 1. once: the kind, in partners/notices/kinds.py (people choose per kind how they are told)
    NoticeKind("place_offered", _("Places in your organisation"), default=Delivery.AT_ONCE)

    # 2. the text, in all three languages: partners/mail/place_offered/{en,fr,es}.txt
    Subject: {organisation} invites you
    …
    {url}

    # 3. in an action, inside its unit_of_work():
    from portal.mail.notices import notify, notify_address

    notify(
        "place_offered",                      # the kind
        user,                                 # an account; who has none: notify_address(kind, "a@b.org", "fr", …)
        "partners/place_offered",             # the text
        {"organisation": organisation.public_name},
        about=organisation,                   # the record, for whoever looks later
        url=reverse("partners_desk:people", args=[organisation.slug]),
        key=f"place:{place.pk}:offered",      # the same event gives one notice per person, however often it is told
    )

``url`` is a path of the portal, or a function without arguments that returns it: it is called in the language of the
person (addresses of public pages carry the language). The text gets it, as a full address, as ``{url}``. Lazy texts
in the context are written in the person's language.

A mail goes out at once, with the daily or weekly digest, or not at all: ``portal.mail.preferences``. Kinds that are
``mandatory`` are always mailed at once. A mail that people can stop carries ``List-Unsubscribe`` (RFC 8058).
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import translation

from portal.mail.actions import queue_mail
from portal.mail.enums import Delivery
from portal.mail.kinds import NoticeKind, kind_of
from portal.mail.models import Notice, OutboundEmail
from portal.mail.preferences import delivery_for, hash_of, is_unwanted, unsubscribe_url
from portal.mail.texts import fill_in, text_in_use
from portal.publishing.models import PdfJob
from portal.records.clock import now
from portal.records.pointers import point_to
from portal.records.work import unit_of_work

Path = str | Callable[[], str]


def notify(
    kind: str,
    user: Any,
    template: str,
    context: dict[str, Any],
    *,
    key: str,
    about: models.Model | None = None,
    url: Path = "",
    secret_url: Path = "",
    attach: PdfJob | None = None,
    language: str = "",
) -> Notice | None:
    """Tell ``user`` something, inside the caller's transaction; return the notice, or None for a closed account.

    Told again with the same ``key`` (at most 150 characters), the first notice is returned and nothing happens.
    ``secret_url``: an address by which whoever has it can act. Only the mail carries it, and its text is cleared
    once sent; the notice leads to ``url``. ``attach``: a mail at once waits for this PDF. ``language``: another one
    than the account's, as where the attached letter has one of its own. Raises UnknownKind, MailTextError, and
    ValueError for an address that leads elsewhere.
    """
    sort = kind_of(kind)
    language = language or user.language
    if not user.is_active:
        return None
    with unit_of_work():
        told = Notice.objects.filter(user=user, key=key).first()
        if told:
            return told
        text = text_in_use(template, language)
        path = path_in(url, language)
        values = {"url": full_address(path, language), **context}
        title, body = fill_in(text, values)
        delivery = delivery_for(user, sort)
        notice, created = Notice.objects.get_or_create(
            user=user,
            key=key,
            defaults={
                "kind": kind,
                "title": title,
                "text": body,
                "language": text.language,
                "url": path,
                "delivery": delivery,
                **(point_to(about) if about is not None else {}),
            },
        )
        if created and delivery == Delivery.AT_ONCE:
            if secret_url:
                values["url"] = full_address(path_in(secret_url, language), language)
            notice.mail = queue_mail(
                template,
                user.email,
                language,
                values,
                about=about,
                dedupe_key=f"notice:{notice.pk}",
                sensitive=bool(secret_url),
                attach=attach,
                **_way_out(sort, language, user=user),
            )
            notice.save(update_fields=["mail"])
        return notice


def notify_address(
    kind: str,
    address: str,
    language: str,
    template: str,
    context: dict[str, Any],
    *,
    key: str,
    about: models.Model | None = None,
    url: Path = "",
) -> Notice | OutboundEmail | None:
    """Tell somebody whom we know by an address only; an account of that address is told like any other.

    Return the mail (the notice, where there is an account), or None when the address asked for no more of these.
    """
    sort = kind_of(kind)
    user = get_user_model().objects.filter(email__iexact=address.strip(), is_active=True).first()
    if user is not None:
        return notify(kind, user, template, context, key=key, about=about, url=url)
    if not sort.mandatory and is_unwanted(address, kind):
        return None
    return queue_mail(
        template,
        address,
        language,
        {"url": full_address(path_in(url, language), language), **context},
        about=about,
        dedupe_key=f"notice:{hash_of(address)[:24]}:{key}",
        has_account=False,
        **_way_out(sort, language, address=address),
    )


def _way_out(kind: NoticeKind, language: str, **whose: Any) -> dict[str, Any]:
    """Return what ``queue_mail`` writes under the text: why it came and how to stop it."""
    if kind.mandatory:
        return {}
    return {"because": kind.label, "unsubscribe": unsubscribe_url(kind.code, language, **whose)}


def path_in(url: Path, language: str) -> str:
    """Return the path of a page of the portal in ``language``; ValueError when it leads elsewhere."""
    if callable(url):
        with translation.override(language):
            url = url()
    path = url.removeprefix(settings.BASE_URL)
    if path and (not path.startswith("/") or path.startswith(("//", "/\\"))):
        raise ValueError(f"{url!r} is no page of the portal")
    return path


def full_address(path: str, language: str) -> str:
    """Return the full address of a path; pages without a language in their address get ``?lang=``."""
    public = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
    if path.startswith((*public, "/admin/")):
        return f"{settings.BASE_URL}{path}"
    bare, hash_sign, place = path.partition("#")
    return f"{settings.BASE_URL}{bare}{'&' if '?' in bare else '?'}lang={language}{hash_sign}{place}"


def mark_read(notices: models.QuerySet[Notice]) -> int:
    """Note that these notices were read; return how many were not yet."""
    return notices.unread().update(read_at=now())
