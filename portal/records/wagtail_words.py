"""Words of Wagtail's admin that its own Spanish lacks: named here, so that our catalogues carry them."""

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("Edit account avatar"),
    gettext_noop("More options for '%(title)s'"),
    gettext_noop("Search all pages…"),
    gettext_noop("Search…"),
    gettext_noop("Show filters"),
    gettext_noop("Sort by '%(label)s' in ascending order."),
    gettext_noop("Sort by '%(label)s' in descending order."),
    gettext_noop("Wagtail %(current_version)s editor guide"),
)
