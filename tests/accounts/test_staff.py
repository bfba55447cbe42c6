"""Appointing staff, the groups that follow, and the second factor that staff need."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

from portal.accounts.actions import end_appointment, invite_staff
from portal.accounts.enums import StaffRole
from portal.accounts.groups import sync_groups
from portal.accounts.models import StaffAppointment, User
from portal.mail.models import OutboundEmail
from portal.records.decisions import Forbidden, Refusal, WrongState
from portal.records.models import AuditLine
from portal.records.registries import has_role, roles_of
from tests.accounts.codes import mailed_code
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
STAFF_ROLES = [role.value for role in StaffRole]


def administrator(**values):
    return UserFactory(roles=("administrator",), **values)


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_invite_makes_account_appointment_mail_and_audit_lines():
    by = administrator()
    appointment = invite_staff("New.Officer@example.org ", "officer", by=by, language="fr")
    user = appointment.user
    assert (user.email, user.language, user.has_usable_password()) == ("new.officer@example.org", "fr", False)
    assert has_role(fresh(user), "officer")
    mail = OutboundEmail.objects.get(to=user.email)
    assert (mail.template, mail.language, mail.about) == ("accounts/staff_invited", "fr", appointment)
    assert list(AuditLine.objects.values_list("verb", "actor_id")) == [
        ("user.create", by.pk),
        ("staff.appoint", by.pk),
    ]


def test_invited_person_signs_in_with_one_code(client):
    invite_staff("officer@example.org", "officer", by=administrator())
    client.post("/accounts/login/code/", {"email": "officer@example.org"})
    answer = client.post("/accounts/login/code/confirm/", {"code": mailed_code("officer@example.org")})
    assert answer.url == "/desk/"
    assert EmailAddress.objects.get(email="officer@example.org").verified
    assert client.get("/admin/").status_code == 200


def test_invite_of_somebody_with_an_account_adds_the_role():
    user = UserFactory(email="known@example.org")
    invite_staff("KNOWN@example.org", "editor", by=administrator())
    assert roles_of(fresh(user)) == {"editor"}
    assert User.objects.filter(email__iexact="known@example.org").count() == 1


@pytest.mark.parametrize("role", ["officer", "head", "editor", "auditor", None])
def test_invite_by_anybody_else_is_forbidden(role):
    by = UserFactory(roles=(role,) if role else ())
    with pytest.raises(Forbidden):
        invite_staff("x@example.org", "officer", by=by)
    assert not User.objects.filter(email="x@example.org").exists()


def test_invite_names_every_problem_at_once():
    with pytest.raises(Refusal) as refusal:
        invite_staff("nobody", "king", by=administrator())
    assert [problem.field for problem in refusal.value.problems] == ["email", "role"]


def test_invite_to_a_role_that_is_held_or_of_a_closed_account_is_refused():
    by = administrator()
    UserFactory(email="officer@example.org", roles=("officer",))
    UserFactory(email="closed@example.org", is_active=False)
    with pytest.raises(Refusal) as held:
        invite_staff("officer@example.org", "officer", by=by)
    assert held.value.problems[0].field == "role"
    with pytest.raises(Refusal) as closed:
        invite_staff("closed@example.org", "officer", by=by)
    assert closed.value.problems[0].field == "email"


def test_end_takes_role_groups_and_admin_away_at_once(client):
    by = administrator()
    user = UserFactory(roles=("officer",))
    client.force_login(user)
    assert client.get("/admin/").status_code == 200
    end_appointment(user.appointments.get(), by=by)
    assert roles_of(fresh(user)) == frozenset()
    assert (fresh(user).is_staff, list(fresh(user).groups.all())) == (False, [])
    assert client.get("/admin/", follow=True).status_code == 403
    line = AuditLine.objects.get(verb="staff.end")
    assert (line.actor_id, line.data) == (by.pk, {"role": "officer", "user": user.pk})


def test_end_twice_is_refused():
    by = administrator()
    appointment = UserFactory(roles=("officer",)).appointments.get()
    end_appointment(appointment, by=by)
    with pytest.raises(WrongState):
        end_appointment(appointment, by=by)


def test_end_by_anybody_else_is_forbidden():
    with pytest.raises(Forbidden):
        end_appointment(administrator().appointments.get(), by=UserFactory(roles=("head",)))


def test_end_of_the_last_administrator_is_refused():
    one, other = administrator(), administrator()
    end_appointment(other.appointments.get(), by=one)
    with pytest.raises(Refusal):
        end_appointment(one.appointments.get(), by=one)
    assert roles_of(fresh(one)) == {"administrator"}


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_groups_give_pages_to_writers_only(role):
    group = Group.objects.get(name=role)
    writes = role in {"officer", "head", "editor"}
    assert group.permissions.filter(codename="access_admin").count() == 1
    assert GroupPagePermission.objects.filter(group=group).exists() == writes
    assert group.permissions.filter(codename="change_sectionframe").exists() == writes


def test_groups_are_exactly_those_of_the_code_and_mend_themselves():
    assert set(Group.objects.values_list("name", flat=True)) == set(STAFF_ROLES)
    group = Group.objects.get(name="auditor")
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    GroupPagePermission.objects.filter(group__name="editor").first().delete()
    pages = GroupPagePermission.objects.count()
    sync_groups()
    assert list(group.permissions.values_list("codename", flat=True)) == ["access_admin"]
    assert GroupPagePermission.objects.count() == pages + 1


def test_groups_of_a_user_are_those_of_running_appointments():
    user = UserFactory(roles=("officer", "editor"))
    assert set(fresh(user).groups.values_list("name", flat=True)) == {"officer", "editor"}
    assert fresh(user).is_staff


@pytest.mark.parametrize("role", [*STAFF_ROLES, "superuser"])
@pytest.mark.parametrize(
    "path",
    ["/admin/users/", "/admin/users/add/", "/admin/groups/", "/admin/groups/new/", "/admin/users/1/"],
)
def test_wagtails_users_and_groups_are_not_there_for_anybody(client, role, path):
    if role == "superuser":
        client.force_login(User.objects.create_superuser("root@example.org"))
    else:
        client.force_login(UserFactory(roles=(role,)))
    assert client.get(path).status_code == 404


def test_wagtails_bulk_actions_on_users_do_nothing(client):
    victim = UserFactory(is_active=True)
    client.force_login(User.objects.create_superuser("root@example.org"))
    for action in ("delete", "set_active_state", "assign_role"):
        address = f"/admin/bulk/accounts/user/{action}/?id={victim.pk}"
        client.post(address, {"mark_as_active": ""})
    assert fresh(victim).is_active


def test_admin_login_sends_strangers_to_our_sign_in(client):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"
    assert client.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 302


def test_admin_login_says_why_somebody_may_not_enter(client):
    client.force_login(UserFactory())
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "Your account has no staff role" in answer.content.decode()


def test_admin_login_stays_here_whatever_next_says(client):
    client.force_login(UserFactory(roles=("officer",)))
    assert client.get("/admin/login/?next=//elsewhere.example/").url == "/admin/"
    assert client.get("/admin/login/?next=/admin/account/").url == "/admin/account/"


def test_admin_logout_ends_the_session(client):
    client.force_login(UserFactory(roles=("officer",)))
    assert client.post("/admin/logout/").status_code == 302
    assert client.get("/desk/").status_code == 302


def test_admin_password_reset_of_wagtail_is_closed(client):
    assert client.get("/admin/password_reset/").status_code == 404


def test_admin_account_page_has_no_password_or_email_form(client):
    client.force_login(UserFactory(roles=("officer",)))
    page = client.get("/admin/account/").content.decode()
    assert "password" not in page.lower().replace("password_reset", "")
    assert 'name="name_email-email"' not in page


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_staff_without_second_factor_only_get_to_set_one_up(client, settings, role):
    settings.DEMONSTRATION = False
    client.force_login(UserFactory(roles=(role,)))
    for path in ("/desk/", "/admin/", "/en/", "/accounts/email/", "/accounts/sessions/"):
        assert client.get(path).url == reverse("mfa_index")
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


def test_staff_with_second_factor_that_this_session_has_not_shown_are_asked_for_it(client, settings):
    settings.DEMONSTRATION = False
    user = UserFactory(roles=("officer",))
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client.force_login(user)
    assert client.get("/desk/").url == "/accounts/2fa/reauthenticate/?next=%2Fdesk%2F"


def test_staff_sign_in_with_code_and_app_and_get_in(client, settings):
    settings.DEMONSTRATION = False
    user = UserFactory(email="officer@example.org", roles=("officer",))
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client.post("/accounts/login/code/", {"email": user.email})
    answer = client.post("/accounts/login/code/confirm/", {"code": mailed_code(user.email)})
    assert answer.url == "/accounts/2fa/authenticate/"
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", counter))
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).url == "/desk/"
    assert client.get("/admin/").status_code == 200


def test_people_without_staff_role_need_no_second_factor(client, settings):
    settings.DEMONSTRATION = False
    client.force_login(UserFactory())
    assert client.get("/desk/").status_code == 200


def test_setting_up_the_first_factor_signs_out_other_devices(client, settings):
    settings.DEMONSTRATION = False
    user = UserFactory(email="officer@example.org", roles=("officer",), password="!")
    other = Client()
    for browser in (other, client):
        browser.post("/accounts/login/code/", {"email": user.email})
        browser.post("/accounts/login/code/confirm/", {"code": mailed_code(user.email)})
    request = client.get("/accounts/2fa/").wsgi_request
    factor = TOTP.activate(user, "JBSWY3DPEHPK3PXP").instance
    # allauth sends this after commit, which never comes in a test.
    authenticator_added.send(Authenticator, request=request, user=user, authenticator=factor)
    request.session.save()
    assert client.get("/desk/").status_code == 200
    assert other.get("/desk/").url == "/accounts/login/?next=/desk/"


def test_migrating_again_changes_nothing():
    before = list(Group.permissions.through.objects.values_list("pk", flat=True))
    call_command("migrate", verbosity=0)
    assert list(Group.permissions.through.objects.values_list("pk", flat=True)) == before
    assert StaffAppointment.objects.count() == 0
