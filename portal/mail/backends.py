"""Mail into a folder: one file per message, for development and tests without a mail server."""

import datetime
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FolderBackend(BaseEmailBackend):
    """Writes each message as ``<time>-<recipient>.eml`` into ``settings.MAIL_DIR``, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        at = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S%f")
        recipient = re.sub(r"[^a-z0-9@.+-]+", "_", ",".join(message.recipients()).lower())[:80]
        handle, name = tempfile.mkstemp(dir=settings.MAIL_DIR, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(message.message().as_bytes(linesep="\n"))
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, settings.MAIL_DIR / f"{at}-{recipient}.eml")
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
