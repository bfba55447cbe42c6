"""The editors' words around a section: ``{% load frames %}{% section_frame "partners" %}``."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal.site.models import SectionFrame

register = template.Library()


@register.simple_tag(takes_context=True)
def section_frame(context: dict[str, Any], key: str) -> SafeString:
    """Draw the published text of a section in the language of the page; nothing where there is none.

    All texts of the language are read in one query, once for a request.
    """
    request = context.get("request")
    frame = frames_of(request, get_language()).get(key)
    if frame is None or not (frame.introduction or frame.help):
        return mark_safe("")
    return mark_safe(render_to_string("site/frame.html", {"frame": frame}))  # noqa: S308 - our own template


def frames_of(request: Any, language: str) -> dict[str, SectionFrame]:
    """Return the published section texts of a language by key; remembered on the request."""
    known = getattr(request, "_section_frames", {})
    if language not in known:
        live = SectionFrame.objects.filter(live=True, locale__language_code=language)
        known = known | {language: {frame.key: frame for frame in live}}
        if request is not None:
            request._section_frames = known
    return known[language]
