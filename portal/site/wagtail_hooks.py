"""What the editorial site registers with Wagtail."""

from wagtail.snippets.models import register_snippet

from portal.site.viewsets import SectionFrameViewSet

register_snippet(SectionFrameViewSet)
