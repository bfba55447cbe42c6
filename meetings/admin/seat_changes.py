"""Changing an invitation to a seat before the head sends it (PAG-2)."""

import datetime
from functools import partial
from typing import Any

from django import forms
from django.db import models
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from meetings.actions.seats import change_invitation
from meetings.admin.seat_preparing import PartnerSearchMixin, PrepareForm, for_the_person
from meetings.models import SeatInvitation
from partners.models import Organisation
from portal.records.admin import VerbView

CHANGEABLE = (
    "person",
    "ground",
    "area",
    "decision",
    "category",
    "need",
    "since",
    "until",
    "language",
    "replaces",
)


class ChangeForm(PrepareForm):
    """The form of preparing, filled in, with the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, organisation: Organisation, invitation: SeatInvitation) -> None:
        super().__init__(data, organisation=organisation, asked={"person": invitation.person})
        self.initial = {name: getattr(invitation, name) for name in CHANGEABLE}
        self.initial["version"] = invitation.version

    def show_both(self, invitation: SeatInvitation) -> None:
        """Put what is saved now beside what was typed; the next save is made on top of it."""
        for name in CHANGEABLE:
            saved = getattr(invitation, name)
            if saved != self.cleaned_data.get(name):
                self[name].help_text = _("Saved now: %(text)s") % {"text": self.in_words(name, saved) or "–"}
        self.data = self.data.copy()
        self.data["version"] = invitation.version

    def in_words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(value, models.Model):
            return str(field.label_from_instance(value))
        if isinstance(value, datetime.date):
            return date_format(value, "DATE_FORMAT")
        return str(dict(getattr(field, "choices", ())).get(value, value or ""))


class ChangeInvitationView(PartnerSearchMixin, VerbView):
    """The page of preparing, about one that waits to be sent; a stale save shows both texts (BP-14)."""

    template_name = "meetings/admin/seat_new.html"
    another = "?q="  # where another partner is chosen

    @property
    def organisation(self) -> Organisation | None:
        """The partner that was chosen in the address, else the one that the invitation names."""
        if "q" in self.request.GET:
            return None
        return self.asked.get("organisation") or self.object.organisation

    @cached_property
    def form(self) -> ChangeForm | None:
        if self.organisation is None:
            return None
        data = self.typed_data
        return ChangeForm(data, organisation=self.organisation, invitation=self.object)

    def answer(self, problems: list[Any], status: int) -> HttpResponse:
        if status == 409 and self.form is not None:
            self.object = self.get_record(self.object.pk)
            self.form.show_both(self.object)
            if self.object.organisation != self.organisation:
                words = _("Saved now: the seat is for %(name)s.")
                problems = [*problems, words % {"name": self.object.organisation.legal_name}]
        return super().answer(problems, status)


def change_from_form(invitation: SeatInvitation, *, by: Any, **values: Any) -> SeatInvitation:
    """Call the action with what the form cleaned; somebody who is not known yet becomes a person."""
    return for_the_person(partial(change_invitation, invitation, seen=values.pop("version")), by=by, **values)
