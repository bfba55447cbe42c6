"""A partner proposes that a topic become an area; others support it, the secretariat has examined it (AREA-1)."""

import datetime

from meetings.actions.area_proposals import (
    begin_area_proposal,
    save_area_proposal,
    send_area_proposal,
    support,
)
from meetings.actions.proposals import examine
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.demo.offices import again, partner
from portal.records.clock import now, pretending

DAY = datetime.timedelta(days=1)
TOPIC = "oil-gas"
ELEMENTS = ("goal:goal", "objective:emissions", "priority:a", "priority:g")
VALUES = {
    "issue": (
        "Demonstration text: oil and gas carry traces of mercury. It is released where they are extracted and "
        "refined, and gathers in equipment and sludge."
    ),
    "objective": "Demonstration text: releases of mercury from oil and gas are known, and as small as can be",
    "reason": "Demonstration text: four partners measure at such plants already and would plan together.",
}
SUPPORTERS = (
    ("focal", "Demonstration Ministry of Environment"),
    ("lead", "Instituto de Demostración de Salud Minera"),
)
OPINION = "Demonstration opinion: the topic fits the goal; the plan should say how it differs from waste management."


def load_area_proposal(users: dict[str, User]) -> None:
    """The Demonstration Regional Seas Programme proposes an area on oil and gas."""
    with pretending(now() - 25 * DAY):
        proposal = begin_area_proposal(
            organisation=partner("Demonstration Regional Seas Programme"),
            language="en",
            by=again(users["member"]),
            area=Area.objects.get(code=TOPIC),
        )
        proposal = save_area_proposal(
            proposal, VALUES, by=again(users["member"]), seen=proposal.version, elements=ELEMENTS
        )
        proposal = send_area_proposal(proposal, by=again(users["member"]))
    for days_ago, (by, name) in zip((20, 18), SUPPORTERS, strict=True):
        with pretending(now() - days_ago * DAY):
            support(proposal, organisation=partner(name), by=again(users[by]))
    with pretending(now() - 12 * DAY):
        examine(proposal, by=again(users["officer"]), opinion=OPINION, language="en")
