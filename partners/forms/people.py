"""Forms about the people of an organisation. Whether something may be done is the action's business."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from partners.actions.people import MAIN
from partners.enums import OrganisationRole
from partners.forms.fields import AddressField, LineField, ParagraphField
from partners.models import ColleagueInvitation, OrganisationPerson, Person

ROLE_HINTS = {
    OrganisationRole.FOCAL: _("Speaks for the organisation: keeps its profile, its areas and its people."),
    OrganisationRole.VIEWER: _("Reads what partners read, and changes nothing."),
}


def given_name() -> LineField:
    return LineField(
        label=_("Given name"), max_length=100, required=False, attrs={"autocomplete": "given-name"}
    )


def family_name(*, required: bool = True) -> LineField:
    return LineField(
        label=_("Family name"),
        max_length=100,
        required=required,
        attrs={"autocomplete": "family-name"},
        error_messages={"required": _("Give the family name.")},
    )


def post_field(*, required: bool) -> LineField:
    return LineField(
        label=pgettext_lazy("of a person", "Post"),
        max_length=150,
        required=required,
        attrs={"autocomplete": "organization-title"},
        error_messages={"required": _("Say what the post is.")},
    )


def mail_language(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=settings.LANGUAGES, widget=forms.RadioSelect)


class InviteForm(forms.Form):
    """Whom to invite, as what, in which language."""

    email = AddressField(
        label=_("E-mail address"),
        help_text=_("Only somebody who signs in with this address can accept."),
        error_messages={"required": _("Give the e-mail address of your colleague.")},
    )
    given_name = LineField(label=_("Given name"), max_length=100, required=False)
    family_name = LineField(label=_("Family name"), max_length=100, required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=OrganisationRole,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )
    language = mail_language(_("Language of the mail"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"language": (get_language() or "en")[:2]})
        self.fields["role"].widget.option_hints = ROLE_HINTS


class InviteAuthorForm(forms.Form):
    """Whom to ask to write along."""

    email = AddressField(
        label=_("E-mail address of your colleague"),
        help_text=_("Only somebody who signs in with this address can accept."),
        error_messages={"required": _("Give the e-mail address of your colleague.")},
    )
    language = mail_language(_("Language of the mail"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"language": (get_language() or "en")[:2]})


class AcceptForm(forms.Form):
    """The name of who accepts, as colleagues will read it."""

    mark_optional = False
    given_name = given_name()
    family_name = family_name()

    def __init__(self, data: Any = None, *, invitation: ColleagueInvitation, user: Any) -> None:
        person = Person.objects.filter(user=user).first()
        known = person or user
        super().__init__(
            data,
            initial={
                "given_name": getattr(known, "given_name", "") or user.first_name or invitation.given_name,
                "family_name": getattr(known, "family_name", "") or user.last_name or invitation.family_name,
            },
        )


class RoleForm(forms.Form):
    """What a person is made: main focal point, focal point, viewer."""

    to = forms.ChoiceField(
        label=_("Role"), widget=forms.RadioSelect, error_messages={"required": _("Choose a role.")}
    )

    def __init__(self, data: Any = None, *, place: OrganisationPerson) -> None:
        super().__init__(data, initial={"to": MAIN if place.is_main else place.role})
        field = self.fields["to"]
        field.choices = [
            (MAIN, gettext("Main focal point")),
            (OrganisationRole.FOCAL.value, gettext("Focal point (alternate)")),
            (OrganisationRole.VIEWER.value, OrganisationRole.VIEWER.label),
        ]
        main = gettext(
            "The first whom the secretariat writes to. The one who is it now becomes an alternate."
        )
        field.widget.option_hints = {MAIN: main} | ROLE_HINTS


class DetailsForm(forms.Form):
    """Name, post, telephone and language of a person."""

    given_name = given_name()
    family_name = family_name()
    post = post_field(required=False)
    phone = LineField(
        label=_("Telephone"),
        max_length=50,
        required=False,
        help_text=_("With the code of the country, for example +254 20 1234567."),
        attrs={"autocomplete": "tel", "inputmode": "tel"},
    )
    language = mail_language(_("Language of mails"))


class SuccessionForm(forms.Form):
    """Who asks to take over, whom they follow, and why."""

    given_name = given_name()
    family_name = family_name()
    post = post_field(required=True)
    leaving = forms.ModelChoiceField(
        label=_("Whom do you follow?"),
        queryset=OrganisationPerson.objects.none(),
        required=False,
        empty_label=_("I do not know, or nobody leaves"),
        widget=forms.RadioSelect,
    )
    reason = ParagraphField(
        label=_("Why do you take over?"),
        max_length=2000,
        rows=4,
        help_text=_("For example: who has left and since when, and who in your organisation can confirm it."),
        error_messages={"required": _("Say why you take over.")},
    )

    def __init__(self, data: Any = None, *, user: Any, focal_points: Any = None) -> None:
        person = Person.objects.filter(user=user).first()
        initial = {"given_name": user.first_name, "family_name": user.last_name}
        if person:
            initial = {name: getattr(person, name) for name in ("given_name", "family_name", "post")}
        super().__init__(data, initial=initial)
        if focal_points is None:
            del self.fields["leaving"]
        else:
            self.fields["leaving"].queryset = focal_points
            self.fields["leaving"].label_from_instance = lambda place: str(place.person)
