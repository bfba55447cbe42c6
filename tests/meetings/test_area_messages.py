"""Messages to the partners of an area: who may, who gets them, how often, kept where everybody reads them again."""

import uuid

import pytest
from django.urls import reverse

from meetings.actions.areas import send_area_message
from meetings.enums import TermRole
from meetings.models import AreaMessage
from meetings.notices.areas import reach_of, recipients_of
from partners.models import OrganisationPerson
from partnership_areas.models import Area
from portal.mail.models import Notice, OutboundEmail
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal
from portal.records.models import AuditLine
from tests.factories import PersonFactory, UserFactory, focal_point, officer, partner
from tests.meetings.offices import body_of, lead, term
from tests.partners.desk import text_of

pytestmark = pytest.mark.django_db
MESSAGE = {"subject": "Next meeting", "text": "We meet in spring.\n\nBring {data}.", "language": "en"}
URL = "/desk/areas/asgm/messages/write/"


def asgm() -> Area:
    return Area.objects.get(code="asgm")


@pytest.mark.rule("AREA-5")
@pytest.mark.rule("INFO-5")
def test_message_reaches_focal_points_and_leads_once() -> None:
    user = lead(
        "asgm",
    )
    here = partner()
    focal = focal_point(here, language="fr")
    focal_point(here, role="viewer")
    without_account = PersonFactory()
    OrganisationPerson.objects.create(organisation=here, person=without_account, role="focal")
    twice = partner()
    OrganisationPerson.objects.create(organisation=twice, person=focal.person, role="focal")
    gone = focal_point(partner())
    OrganisationPerson.objects.filter(person__user=gone).update(until=today())
    focal_point(partner(areas=("waste-management",)))
    merged = partner()
    in_merged = focal_point(merged)
    merged.merged_into = here
    merged.save(update_fields=["merged_into"])
    other_lead = PersonFactory()
    term(body_of("asgm"), TermRole.CO_LEAD, person=other_lead, organisation=here)
    wanted = {focal.person, without_account, in_merged.person, other_lead}
    assert set(recipients_of(asgm(), but=user)) == wanted
    message = send_area_message(asgm(), by=user, **MESSAGE)
    assert message.recipients == 4
    assert not message.on_behalf
    assert Notice.objects.filter(kind="area_messages").count() == 2
    mails = OutboundEmail.objects.filter(template="meetings/area_message")
    assert {mail.to for mail in mails} == {person.email for person in wanted}
    french = mails.get(to=focal.email)
    assert french.subject.startswith("Extraction artisanale")
    assert "Bring {data}." in french.text
    assert f"/desk/areas/asgm/messages/{message.uuid}/?lang=fr" in french.text
    assert AuditLine.objects.latest("number").data == {"message": message.pk, "recipients": 4}


def test_answer_goes_to_who_wrote(run_jobs) -> None:
    from portal.mail.delivery import answers_to

    user = lead("asgm")
    focal_point(partner())
    send_area_message(asgm(), by=user, **MESSAGE)
    mail = OutboundEmail.objects.get(template="meetings/area_message")
    assert answers_to(mail) == [user.email]
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    mail.refresh_from_db()
    assert user.email not in answers_to(mail)


def test_same_press_twice_is_one_message() -> None:
    user, key = lead("asgm"), uuid.uuid4()
    focal_point(partner())
    first = send_area_message(asgm(), by=user, key=key, **MESSAGE)
    assert send_area_message(asgm(), by=user, key=key, **MESSAGE) == first
    assert OutboundEmail.objects.filter(template="meetings/area_message").count() == 1
    with pytest.raises(Refusal):  # a key of somebody else is no way to their message
        send_area_message(asgm(), by=officer(), key=key, **MESSAGE)


def test_only_so_many_in_a_day(settings) -> None:
    settings.AREA_MESSAGES_PER_DAY = 2
    user = lead("asgm")
    focal_point(partner(areas=("asgm", "cement")))
    for _number in range(2):
        send_area_message(asgm(), by=user, **MESSAGE)
    with pytest.raises(Refusal, match="2 messages in a day"):
        send_area_message(asgm(), by=officer(), **MESSAGE)
    send_area_message(Area.objects.get(code="cement"), by=officer(), **MESSAGE)


def test_all_problems_at_once() -> None:
    user = lead("asgm")
    with pytest.raises(Refusal) as refused:
        send_area_message(asgm(), by=user, subject="s" * 151, text=" ", language="xx")
    assert [problem.field for problem in refused.value.problems] == ["subject", "text", "language", ""]
    with pytest.raises(Refusal) as refused:
        send_area_message(asgm(), by=user, subject="", text="t" * 10_001, language="en")
    assert [problem.field for problem in refused.value.problems] == ["subject", "text", ""]
    assert not AreaMessage.objects.exists()


@pytest.mark.rule("AREA-5")
def test_only_leads_and_secretariat_write(client) -> None:
    for user in (focal_point(partner()), lead("cement"), UserFactory()):
        with pytest.raises(Forbidden):
            send_area_message(asgm(), by=user, **MESSAGE)
    client.force_login(focal_point(partner()))
    assert client.get(URL).status_code == 403
    assert client.post(URL, MESSAGE | {"key": str(uuid.uuid4()), "confirm": "1"}).status_code == 403
    client.force_login(lead("cement"))
    assert client.get(URL).status_code == 404
    assert not AreaMessage.objects.exists()


def test_writing_checking_sending_reading(client) -> None:
    user, reader = (
        lead(
            "asgm",
        ),
        focal_point(partner()),
    )
    client.force_login(user)
    page = client.get(URL)
    assert "goes to 1 person" in text_of(page)
    data = MESSAGE | {"key": str(page.context["form"]["key"].value())}
    empty = client.post(URL, data | {"text": ""})
    assert empty.status_code == 422
    assert "Write the message." in text_of(empty)
    look = client.post(URL, data)
    assert look.status_code == 200
    assert "cannot be taken back" in text_of(look)
    assert not AreaMessage.objects.exists()
    change = client.post(URL, data | {"edit": "1"})
    assert change.context["form"]["text"].value() == MESSAGE["text"]
    sent = client.post(URL, data | {"confirm": "1"})
    message = AreaMessage.objects.get()
    assert sent.url == f"/desk/areas/asgm/messages/{message.uuid}/"
    assert client.post(URL, data | {"confirm": "1"}).url == sent.url
    client.force_login(reader)
    assert "Next meeting" in text_of(client.get("/desk/areas/asgm/messages/"))
    assert "<p>Bring {data}.</p>" in text_of(client.get(sent.url))
    assert client.get(f"/desk/areas/asgm/messages/{uuid.uuid4()}/").status_code == 404
    client.force_login(focal_point(partner(areas=("cement",))))
    assert client.get(sent.url).status_code == 404
    assert client.get(sent.url.replace("asgm", "cement")).status_code == 404


@pytest.mark.rule("INFO-5")
def test_page_names_the_partners_that_are_not_reached(client, assert_query_parity) -> None:
    client.force_login(lead("asgm"))
    focal_point(partner(legal_name="Demonstration Reached"))
    gone = focal_point(partner(legal_name="Demonstration Closed"))
    gone.is_active = False
    gone.save()
    focal_point(partner(legal_name="Demonstration Read Only"), role="viewer")
    page = text_of(client.get(URL))
    assert "all partners" not in page
    assert "have a focal point here. Not reached" in page
    missed = page.split("Not reached")[1].split("</p>")[0]
    assert "Demonstration Closed" in missed
    assert "Demonstration Read Only" in missed
    assert "Demonstration Reached" not in missed
    reach = reach_of(asgm())
    assert len(reach.missed) == missed.count("<bdi>")
    assert reach.words in text_of(client.post(URL, MESSAGE | {"key": str(uuid.uuid4())}))
    assert reach.words in text_of(client.get("/desk/areas/asgm/"))
    assert_query_parity(lambda: client.get(URL), lambda: [partner() for _number in range(3)])


def test_refusal_of_the_action_stands_on_the_page(client, settings) -> None:
    settings.AREA_MESSAGES_PER_DAY = 0
    focal_point(partner())
    client.force_login(lead("asgm"))
    answer = client.post(URL, MESSAGE | {"key": str(uuid.uuid4()), "confirm": "1"})
    assert answer.status_code == 422
    assert "messages in a day" in text_of(answer)
    assert answer.context["form"]["subject"].value() == "Next meeting"


def test_secretariat_writes_on_behalf(client) -> None:
    focal_point(partner())
    client.force_login(officer())
    client.post(URL, MESSAGE | {"key": str(uuid.uuid4()), "confirm": "1"})
    message = AreaMessage.objects.get()
    assert message.on_behalf
    assert "secretariat, on behalf of the leads" in text_of(
        client.get(f"/desk/areas/asgm/messages/{message.uuid}/")
    )


def test_desk_home_leads_to_the_areas(client, assert_query_parity) -> None:
    user = lead("asgm")
    client.force_login(user)
    home = text_of(client.get(reverse("desk:home")))
    assert "/desk/areas/asgm/" in home
    assert "you lead this area" in home
    send_area_message(asgm(), by=officer(), **MESSAGE)

    def grow() -> None:
        for _number in range(2):
            send_area_message(asgm(), by=officer(), **MESSAGE)

    assert_query_parity(lambda: client.get("/desk/areas/asgm/messages/"), grow)
    assert_query_parity(lambda: client.get("/desk/areas/asgm/"), lambda: lead("asgm"))
