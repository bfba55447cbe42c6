"""Notices partly read, a choice made, one text of a mail rewritten: so that these pages have something to show."""

from portal.accounts.models import User
from portal.mail.enums import Delivery
from portal.mail.models import Notice, NoticePreference
from portal.mail.preferences import choose
from portal.mail.rewriting import row_of, save_text
from portal.records.clock import now

TEXT = "partners/new_partner"
SUBJECT = "Bienvenue à un nouveau partenaire : {organisation}"
BODY = """Bonjour,

{organisation} a rejoint le Partenariat mondial sur le mercure. Ses domaines : {areas}.

Sa page dit ce que ce partenaire apporte, propose et recherche. N’hésitez pas à lui écrire :

{url}"""


def load_notices(users: dict[str, User]) -> None:
    """Add what is missing; change nothing that is there."""
    for name in ("focal", "lead", "lead2", "member", "chair", "officer", "head"):
        mine = Notice.objects.filter(user=users[name])
        if not mine.filter(read_at__isnull=False).exists():
            newest = list(mine.values_list("pk", flat=True)[:2])
            mine.exclude(pk__in=newest).update(read_at=now())
    if not NoticePreference.objects.filter(user=users["focal"]).exists():
        choose(users["focal"], {"new_partner": Delivery.WEEKLY})
    if row_of(TEXT, "fr") is None:
        save_text(TEXT, "fr", subject=SUBJECT, body=BODY, seen=0, by=users["officer"])
