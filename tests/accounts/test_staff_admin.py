"""The administrator's screen for staff."""

import pytest

from portal.accounts.models import StaffAppointment
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
INVITE = {"email": "new@example.org", "role": "officer", "language": "es"}


@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("auditor", 200), ("officer", 404), ("head", 404), ("editor", 404)],
)
def test_list_is_for_administrators_and_auditors(client, role, status):
    user = UserFactory(roles=(role,))
    client.force_login(user)
    assert client.get("/admin/staff/").status_code == status
    assert client.get(f"/admin/staff/inspect/{user.appointments.get().pk}/").status_code == status


def test_list_makes_a_fixed_number_of_queries(client, assert_query_parity):
    client.force_login(UserFactory(roles=("administrator",)))
    assert_query_parity(
        lambda: client.get("/admin/staff/"),
        lambda: [UserFactory(roles=("officer",)), UserFactory(roles=("head",))],
    )


def test_list_filters_by_role_and_end(client):
    client.force_login(UserFactory(roles=("administrator",)))
    UserFactory(email="officer@example.org", roles=("officer",))
    assert "officer@example.org" in client.get("/admin/staff/?role=officer").content.decode()
    assert "officer@example.org" not in client.get("/admin/staff/?role=head").content.decode()
    assert "officer@example.org" not in client.get("/admin/staff/?ended=true").content.decode()
    assert client.get("/admin/staff/?role=nonsense&ended=x&p=999").status_code < 500


def test_invite_by_the_administrator_appoints(client):
    client.force_login(UserFactory(roles=("administrator",)))
    assert "/admin/staff/invite/" in client.get("/admin/staff/").content.decode()
    assert client.get("/admin/staff/invite/").status_code == 200
    answer = client.post("/admin/staff/invite/", INVITE)
    assert answer.url == "/admin/staff/"
    appointment = StaffAppointment.objects.get(user__email="new@example.org")
    assert (appointment.role, appointment.user.language) == ("officer", "es")


def test_invite_with_problems_keeps_what_was_typed(client):
    client.force_login(UserFactory(roles=("administrator",)))
    UserFactory(email="held@example.org", roles=("officer",))
    answer = client.post("/admin/staff/invite/", INVITE | {"email": "held@example.org"})
    assert answer.status_code == 422
    assert "held@example.org" in answer.content.decode()
    assert client.post("/admin/staff/invite/", {"email": "x", "role": "king"}).status_code == 200


def test_invite_by_the_auditor_is_403_and_by_others_404(client):
    client.force_login(UserFactory(roles=("auditor",)))
    assert client.post("/admin/staff/invite/", INVITE).status_code == 403
    client.force_login(UserFactory(roles=("officer",)))
    assert client.post("/admin/staff/invite/", INVITE).status_code == 404
    assert not StaffAppointment.objects.filter(user__email="new@example.org").exists()


def test_end_by_the_administrator_ends(client):
    client.force_login(UserFactory(roles=("administrator",)))
    appointment = UserFactory(roles=("officer",)).appointments.get()
    address = f"/admin/staff/end/{appointment.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    appointment.refresh_from_db()
    assert appointment.until is not None
    assert client.post(address).status_code == 409
    assert "Ended" in client.get(f"/admin/staff/inspect/{appointment.pk}/").content.decode()


def test_end_of_ones_own_last_administrator_role_is_refused(client):
    user = UserFactory(roles=("administrator",))
    client.force_login(user)
    answer = client.post(f"/admin/staff/end/{user.appointments.get().pk}/")
    assert answer.status_code == 422
    assert "Somebody must stay administrator" in answer.content.decode()


def test_end_by_the_auditor_is_403(client):
    client.force_login(UserFactory(roles=("auditor",)))
    appointment = UserFactory(roles=("officer",)).appointments.get()
    assert client.post(f"/admin/staff/end/{appointment.pk}/").status_code == 403
