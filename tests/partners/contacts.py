"""Helpers of the tests of contacts and messages: people who agreed, a message on its way."""

import uuid

from partners.actions.contacts import (
    write_message,
)
from partners.enums import ConsentPurpose
from partners.models import ContactConsent, Person
from partners.reach import recipients
from tests.factories import focal_point


def agree(user, *purposes):
    """Let the person of an account agree in all its places; return the person."""
    for place in user.person.places.all():
        for purpose in purposes:
            ContactConsent.objects.create(place=place, purpose=purpose)
            if purpose == ConsentPurpose.PUBLIC:
                place.is_public = True
                place.save()
    return user.person


def known(organisation, *purposes, family_name="Okello", **values):
    """A focal point who agreed to ``purposes``."""
    user = focal_point(organisation, **values)
    Person.objects.filter(user=user).update(family_name=family_name)
    user.person.refresh_from_db()
    user.person.save()
    agree(user, *(purposes or (ConsentPurpose.PARTNERS,)))
    return user


def send(organisation, by, **values):
    values = {
        "key": uuid.uuid4(),
        "to": recipients(by, organisation)[0].key if recipients(by, organisation) else "",
        "name": "Amina Writer",
        "subject": "Workshop",
        "text": "Can you help us?",
    } | values
    return write_message(organisation, by=by, **values)
