"""What the editorial site registers with Wagtail."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from portal.site.viewsets import SectionFrameViewSet

register_snippet(SectionFrameViewSet)


@hooks.register("insert_global_admin_css")
def colours() -> SafeString:
    """The admin in the portal's colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("site/admin.css"))
