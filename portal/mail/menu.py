"""The outbox and the texts of mails, one group in the admin's menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from portal.mail.text_views import MailTextViewSet
from portal.mail.viewsets import OutboundEmailViewSet


class MailGroup(ModelViewSetGroup):
    menu_label = _("Mails")
    menu_name = "mails-group"
    menu_icon = "mail"
    menu_order = 900
    items = (OutboundEmailViewSet, MailTextViewSet)
