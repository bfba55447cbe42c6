"""Editors' lists."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.site.models import SectionFrame


class SectionFrameViewSet(SnippetViewSet):
    """Introductions and help around the sections that views own."""

    model = SectionFrame
    icon = "doc-empty-inverse"
    menu_label = _("Section texts")
    menu_order = 300
    add_to_admin_menu = True
    list_display = ["__str__", "live", UpdatedAtColumn()]
    list_filter = ["key", "locale"]
    copy_view_enabled = False
