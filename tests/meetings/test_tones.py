"""Every state has one tone, known to the public pages and to the admin."""

import pytest

from meetings.enums import DecisionStatus, InvitationStatus, ProposalStatus
from meetings.queries.history import ACTING, COMING, ENDED, RUNNING
from meetings.tones import stamp_of, tone_of
from portal.site.templatetags.ui import TAG_KINDS

STATES = (
    *DecisionStatus.values,
    *ProposalStatus.values,
    *InvitationStatus.values,
    *(RUNNING, ACTING, COMING, ENDED),
)


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_tone_that_pages_know(state: str) -> None:
    assert tone_of(state) in TAG_KINDS
    assert tone_of(state, staff=True) in (*TAG_KINDS, "warn")
    assert stamp_of(state) in ("good", "waiting", "plain")


def test_what_waits_for_the_secretariat_is_drawn_so_for_it() -> None:
    assert (tone_of("proposed"), tone_of("proposed", staff=True)) == ("wait", "do")
    assert (tone_of("acting"), tone_of("acting", staff=True)) == ("wait", "warn")
