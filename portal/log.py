"""What the log does not keep: the secret part of an address can be all that somebody needs to answer in its place."""

import re
from typing import Any

# UUIDs and signed tokens as parts of an address; the beginning stays, so that lines can be told apart.
SECRETS = re.compile(
    r"(?<=/)([0-9a-f]{8}(?=-[0-9a-f]{4}-)|[\w=.-]{8}(?=[\w=.-]*:[\w:=.-]{20}))[\w:=.-]+", re.ASCII
)


def without_secrets(text: str) -> str:
    """Return a text in which secret parts of addresses are cut after their beginning: ``/762eb869…/``."""
    return SECRETS.sub(r"\1…", text)


def hide_secrets(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Shorten secrets in every text of a log line (a processor of structlog)."""
    return {key: without_secrets(value) if isinstance(value, str) else value for key, value in event.items()}
