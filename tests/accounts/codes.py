"""Codes, as people read them in their mail."""

import re

from portal.mail.models import OutboundEmail

CODE = re.compile(r"^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", re.MULTILINE)


def mailed_code(to: str) -> str:
    """Return the code in the newest mail to an address."""
    mail = OutboundEmail.objects.filter(to=to).order_by("-pk").first()
    return CODE.search(mail.text).group()
