"""The outbox in the admin, and with it what every record in the admin does (portal.records.admin)."""

import csv
import io

import pytest
from django.contrib.messages import get_messages
from django.urls import NoReverseMatch, reverse
from wagtail.permissions import policy_registry

from portal.mail.actions import queue_mail
from portal.mail.models import OutboundEmail
from portal.mail.tasks import send
from portal.mail.viewsets import OutboundEmailViewSet
from portal.records.admin import RecordIndexView, Verb, VerbView, verbs_of
from portal.records.decisions import ALLOWED, Problem, Refusal, Refused, StaleRecord, WrongState
from portal.records.models import AuditLine
from portal.records.transitions import Transition, TransitionTable
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
INDEX = "/admin/mails/"


@pytest.fixture(autouse=True)
def demonstration(settings):
    """No second factor is asked for."""
    settings.DEMONSTRATION = True


@pytest.fixture
def mail(received, values):
    mail = queue_mail(received, "anna@demo.example", "en", values | {"note": "<b>bold</b>"})
    send(mail.pk)
    return OutboundEmail.objects.get()


@pytest.fixture
def officer(client):
    user = UserFactory(roles=("officer",))
    client.force_login(user)
    return user


def inspect_url(mail: OutboundEmail) -> str:
    return reverse("mails:inspect", args=[mail.pk])


@pytest.mark.parametrize("role", ["officer", "head", "administrator", "auditor"])
def test_outbox_is_read_by_those_who_may(client, mail, role):
    client.force_login(UserFactory(roles=(role,)))
    page = client.get(INDEX).content.decode()
    assert mail.subject in page
    assert inspect_url(mail) in page
    response = client.get(inspect_url(mail))
    text = response.content.decode()
    assert response.status_code == 200
    assert "&lt;b&gt;bold&lt;/b&gt;" in text
    assert ("Send again" in text) == (role != "auditor")


def test_outbox_is_closed_to_editors_and_strangers(client, mail):
    assert client.get(INDEX).status_code in (302, 403)
    client.force_login(UserFactory(roles=("editor",)))
    for path in (INDEX, inspect_url(mail)):
        assert client.get(path).status_code in (302, 403, 404)
    assert client.post(reverse("mails:resend", args=[mail.pk])).status_code == 404
    assert OutboundEmail.objects.count() == 1


def test_record_has_no_addresses_to_add_edit_copy_or_delete(client, mail, officer):
    for name in ("add", "edit", "delete", "copy", "history", "usage"):
        with pytest.raises(NoReverseMatch):
            reverse(f"mails:{name}")
        with pytest.raises(NoReverseMatch):
            reverse(f"mails:{name}", args=[mail.pk])
    for path in ("new/", f"edit/{mail.pk}/", f"delete/{mail.pk}/", f"copy/{mail.pk}/"):
        assert client.post(f"{INDEX}{path}").status_code == 404


def test_policy_refuses_changes_to_everybody_superusers_too(officer):
    policy = policy_registry.get_by_type(OutboundEmail)
    root = UserFactory(is_superuser=True)
    for user in (officer, root):
        assert not policy.user_has_any_permission(user, ["add", "change", "delete", "copy"])
        assert not policy.user_has_permission_for_instance(user, "change", OutboundEmail())
    assert policy.user_has_permission(officer, "view")
    assert not policy.user_has_permission(root, "view")
    assert not policy.users_with_any_permission(["view"]).exists()
    assert not OutboundEmailViewSet().get_permissions_to_register().exists()


def test_list_is_filtered_searched_and_exported_safely(client, mail, officer, received, values):
    OutboundEmail.objects.create(
        to="b@demo.example", subject="=HYPERLINK(1)", message_id="x", template="a/b", language="en"
    )
    assert "HYPERLINK" not in client.get(INDEX, {"state": "done"}).content.decode()
    assert "HYPERLINK" in client.get(INDEX, {"template": "a/b"}).content.decode()
    assert mail.subject not in client.get(INDEX, {"q": "b@demo"}).content.decode()
    response = client.get(INDEX, {"export": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert {row[0] for row in rows[1:]} == {"'=HYPERLINK(1)", mail.subject}
    response = client.get(INDEX, {"export": "xlsx"})
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert client.get(INDEX, {"state": "nonsense", "p": "9" * 50}).status_code in (200, 404)


@pytest.mark.parametrize("start", "=+-@\t\r＝＋－＠")
def test_text_that_a_spreadsheet_would_take_for_a_formula_is_quoted(start):
    assert RecordIndexView().preprocess_field_value("a", f"{start}1", "csv") == f"'{start}1"


def test_numbers_of_an_export_stay_numbers():
    assert RecordIndexView().preprocess_field_value("a", -1, "csv") == -1


def test_list_makes_the_same_number_of_queries_with_more_rows(
    client, mail, officer, received, values, assert_query_parity
):
    def grow() -> None:
        for _number in range(2):
            queue_mail(received, "c@demo.example", "en", values)

    assert_query_parity(lambda: client.get(INDEX), grow)


def test_send_again_is_a_post_that_is_audited_and_said(client, mail, officer):
    url = reverse("mails:resend", args=[mail.pk])
    assert client.get(url).status_code == 200
    assert OutboundEmail.objects.count() == 1
    response = client.post(url)
    assert response.status_code == 302
    assert response.url == inspect_url(mail)
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["A copy is on its way."]
    assert AuditLine.objects.get(verb="mail.resend").actor_id == officer.pk
    page = client.get(inspect_url(mail)).content.decode()
    assert "Sent again" in page
    copy = OutboundEmail.objects.get(resend_of=mail)
    assert "copy of an earlier mail" in client.get(inspect_url(copy)).content.decode()
    assert client.post(reverse("mails:resend", args=[copy.pk])).status_code == 422
    assert client.post(reverse("mails:resend", args=[99999])).status_code == 404


def test_verb_refused_by_its_rule_says_why(client, mail):
    client.force_login(UserFactory(roles=("auditor",)))
    response = client.post(reverse("mails:resend", args=[mail.pk]))
    assert response.status_code == 403
    assert "Only the secretariat sends mails again." in response.content.decode()
    assert OutboundEmail.objects.count() == 1


def ask(verb: Verb, mail: OutboundEmail, user: object, data: dict[str, str] | None, rf):
    """Call the view of a verb; return the response with its page written."""
    request = rf.post("/", data) if data is not None else rf.get("/")
    request.user = user
    view = VerbView.as_view(
        record_model=OutboundEmail, verb=verb, index_url_name="mails:index", inspect_url_name="mails:inspect"
    )
    response = view(request, pk=mail.pk)
    if hasattr(response, "render"):
        response.template_name = "tests_verb"
    return response


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (WrongState("It is now “confirmed”."), 409),
        (StaleRecord(), 409),
        (Refusal([Problem("reason", "Too short."), Problem("", "Two things are missing.")]), 422),
    ],
)
def test_problems_are_shown_and_what_was_typed_stays(rf, mail, officer, error, status):
    def refuse(record, *, by, reason):
        raise error

    verb = Verb(
        name="decline", label="Decline", run=refuse, may=lambda *args: True, needs_reason=True, danger=True
    )
    response = ask(verb, mail, officer, {"reason": "because"}, rf)
    assert response.status_code == status
    context = response.context_data
    assert context["form"]["reason"].value() == "because"
    if status == 422:
        assert context["problems"] == ["Two things are missing."]
        assert context["form"].errors == {"reason": ["Too short."]}


def test_verb_with_reason_asks_for_it_first(rf, mail, officer):
    seen = []
    verb = Verb(
        "decline",
        "Decline",
        lambda record, **values: seen.append(values),
        lambda *args: True,
        needs_reason=True,
    )
    assert verb.asks
    assert ask(verb, mail, officer, None, rf).context_data["form"].fields["reason"].required
    assert ask(verb, mail, officer, {"reason": "  "}, rf).status_code == 422
    assert seen == []


def test_buttons_come_from_the_table_of_transitions(mail):
    def nobody(user, record):
        return Refused("no")

    table = TransitionTable(
        Transition("send", frozenset({"a"}), "b", lambda *args: ALLOWED, "Send", "Sent", needs_reason=True),
        Transition("hold", frozenset({"a"}), "c", nobody, "Hold", "Held", danger=True),
        Transition("other", frozenset({"a"}), "c", nobody, "Other", "Other"),
    )
    send_verb, hold = verbs_of(table, {"send": print, "hold": print}, done={"send": "Gone."})
    mail.status = "a"
    assert (send_verb.name, send_verb.label, send_verb.needs_reason, send_verb.done) == (
        "send",
        "Send",
        True,
        "Gone.",
    )
    assert send_verb.may(None, mail)
    assert not hold.may(None, mail)
    assert hold.danger
    mail.status = "b"
    assert not send_verb.may(None, mail)
