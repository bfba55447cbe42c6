"""How a notice reaches somebody."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Delivery(TextChoices):
    """When a mail goes out for a notice. In the portal every notice is shown at once."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    PORTAL = "portal", _("In the portal only")


DIGESTS = (Delivery.DAILY, Delivery.WEEKLY)
