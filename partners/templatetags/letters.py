"""What a typeset letter needs beyond its text: ``{% load letters %}``."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def secretariat_address() -> list[Any]:
    """Return the lines of the address to which letters of intent are written (LOI-3)."""
    return settings.SECRETARIAT_ADDRESS


@register.filter
def domain(url: str) -> str:
    """Return what a reader needs to see of an address: its host, without ``www.``."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url
