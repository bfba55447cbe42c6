"""What the history of an organisation calls what happened to its people."""

from django.utils.translation import gettext_lazy

PEOPLE_LABELS = {
    "people.invite": gettext_lazy("A colleague was invited"),
    "people.invitation_resend": gettext_lazy("An invitation was sent again"),
    "people.invitation_revoke": gettext_lazy("An invitation was taken back"),
    "people.invitation_decline": gettext_lazy("An invitation was declined"),
    "people.accept": gettext_lazy("A colleague accepted the invitation"),
    "people.change": gettext_lazy("The role of a person changed"),
    "people.leave": gettext_lazy("A person left"),
    "people.remove": gettext_lazy("A person was removed"),
    "people.succeed": gettext_lazy("A new focal point took over"),
    "people.details": gettext_lazy("Details of a person changed"),
    "people.address": gettext_lazy("Address of a person noted"),
    "people.consent": gettext_lazy("A person agreed to be shown"),
    "people.consent_withdrawn": gettext_lazy("A person took a consent back"),
}
