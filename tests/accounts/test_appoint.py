"""The first administrator, appointed at the console."""

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import StaffAppointment, User
from portal.mail.models import OutboundEmail
from portal.records.models import AuditLine
from portal.records.registries import has_role
from tests.accounts.codes import mailed_code
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_appoint_makes_account_appointment_mail_and_audit_lines(capsys):
    call_command("appoint", "First@example.org", "administrator", "--language", "fr")
    user = User.objects.get()
    assert (user.email, user.language, user.has_usable_password()) == ("first@example.org", "fr", False)
    assert has_role(user, "administrator")
    assert (user.is_staff, user.is_superuser) == (True, False)
    mail = OutboundEmail.objects.get()
    assert (mail.template, mail.to, mail.language) == ("accounts/staff_invited", "first@example.org", "fr")
    assert list(AuditLine.objects.order_by("number").values_list("verb", "actor_id", "data")) == [
        ("user.create", None, {"console": True}),
        ("staff.appoint", None, {"console": True, "role": "administrator", "user": user.pk}),
    ]
    call_command("verify_audit")
    assert "first@example.org is appointed (administrator)" in capsys.readouterr().out


def test_appointed_administrator_signs_in_and_has_to_set_up_a_second_factor(client, settings):
    settings.DEMONSTRATION = False
    call_command("appoint", "first@example.org", "administrator")
    client.post("/accounts/login/code/", {"email": "first@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": mailed_code("first@example.org")})
    assert client.get("/admin/staff/").url == "/accounts/2fa/"


def test_appoint_gives_a_known_person_one_more_role():
    user = UserFactory(email="known@example.org", roles=("officer",))
    call_command("appoint", "KNOWN@example.org", "administrator")
    roles = StaffAppointment.objects.running().filter(user=user).values_list("role", flat=True)
    assert set(roles) == {"officer", "administrator"}


def test_appoint_to_a_role_that_is_held_is_refused():
    UserFactory(email="known@example.org", roles=("administrator",))
    with pytest.raises(CommandError, match="holds the role already"):
        call_command("appoint", "known@example.org", "administrator")
    assert not AuditLine.objects.filter(verb="staff.appoint", actor_id=None).exists()


def test_appoint_of_a_wrong_address_is_refused():
    with pytest.raises(CommandError, match="Enter an e-mail address"):
        call_command("appoint", "nobody", "administrator")
    assert not User.objects.exists()


def test_appoint_to_an_unknown_role_names_the_roles():
    with pytest.raises(CommandError, match="officer"):
        call_command("appoint", "first@example.org", "king")
