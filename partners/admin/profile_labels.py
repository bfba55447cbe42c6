"""What the history of an organisation says about its profile."""

from django.utils.translation import gettext_lazy

PROFILE_LABELS = {
    "organisation.name": gettext_lazy("Named, without a membership"),
    "organisation.profile": gettext_lazy("Profile changed"),
    "organisation.logo": gettext_lazy("Logo put on the page"),
    "organisation.logo_removed": gettext_lazy("Logo taken away"),
    "organisation.join_area": gettext_lazy("Joined an area"),
    "organisation.leave_area": gettext_lazy("Left an area"),
    "organisation.confirm_profile": gettext_lazy("Profile confirmed as right"),
    "organisation.ask_identity": gettext_lazy("Change asked for"),
    "organisation.withdraw_identity": gettext_lazy("Request taken back"),
    "organisation.refuse_identity": gettext_lazy("Change not agreed"),
    "organisation.change_identity": gettext_lazy("Change agreed"),
    "contribution.record": gettext_lazy("Contribution recorded"),
    "contribution.change": gettext_lazy("Contribution corrected"),
    "contribution.take_back": gettext_lazy("Contribution taken back"),
    "file.store": gettext_lazy("File kept"),
    "file.discard": gettext_lazy("File removed"),
}
