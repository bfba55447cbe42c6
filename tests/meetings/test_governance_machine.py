"""Any sequence of terms, decisions and days, tried by Hypothesis: no illegal composition, no false consensus.

What must hold is written here anew, day by day and without the portal's own guards.
"""

import datetime
from collections import Counter
from collections.abc import Callable

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from meetings.actions.decision_drafts import draft_decision
from meetings.actions.decisions import announce, open_decision, withdraw_decision
from meetings.actions.positions import take_back_objection, take_position
from meetings.actions.terms import appoint, end_term
from meetings.enums import DecisionStatus, TermRole
from meetings.models import Body, Decision, Position, Term
from meetings.rules.decision_moves import DECISION_TRANSITIONS
from meetings.rules.offices import acting_terms, terms_in_force
from partners.actions.profile import join_area, leave_area
from partners.models import AreaParticipation
from portal.accounts.models import User
from portal.records.audit import broken_lines
from portal.records.clock import day_of, today
from portal.records.decisions import Refusal
from portal.records.models import AuditLine
from portal.records.registries import roles_of
from tests.factories import focal_point, head, officer, partner
from tests.meetings.appointing import decided_before
from tests.meetings.offices import body_of, group

DAY = datetime.timedelta(days=1)
START = datetime.date(2026, 1, 15)
SEATS = 3  # so that the group is full soon
LEGAL = {(source, t.target) for t in DECISION_TRANSITIONS for source in t.sources if t.target} | {
    (DecisionStatus.OPEN, outcome)
    for outcome in (DecisionStatus.ADOPTED, DecisionStatus.NO_CONSENSUS, DecisionStatus.DEFERRED)
}
PEOPLE = st.integers(0, 5)
STAFF = st.sampled_from(["head", "officer", "themselves"])
# Mostly around today, now and then far in the past or the future.
SOON = st.sampled_from([0, 0, 1, -1, 30, -30, 365, 730, -365, -730, -2000])
LENGTHS = st.sampled_from([None, None, 0, 30, 200, 364, 365, 729, 760, 800, -1])
ROLES = st.sampled_from(["member", "member", "member", "chair", "co_chair", "co_chair", "lead", "co_lead"])
REASONS = st.sampled_from(["resigned", "entered_wrongly", "replaced"])


def counted() -> list[Term]:
    return list(Term.objects.exclude(end_reason="entered_wrongly").select_related("body"))


def runs(term: Term, day: datetime.date) -> bool:
    last = term.ended_on or term.until or datetime.date.max
    return term.since <= day <= last


def beginnings(terms: list[Term]) -> list[datetime.date]:
    """The days on which anything begins: between two of them nothing is added."""
    return sorted({term.since for term in terms} | {today()})


class GovernanceMachine(RuleBasedStateMachine):
    """Six people, a head and an officer do what comes to mind, while the days go by."""

    def __init__(self) -> None:
        super().__init__()
        self.traveller = time_machine.travel(START, tick=False)
        self.clock = self.traveller.start()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.statuses: dict[int, str] = {}
        self.appointed = self.ended = self.looked_at = 0
        self.entered_as_past: set[int] = set()

    def teardown(self) -> None:
        broken = list(broken_lines())
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        self.traveller.stop()
        assert broken == []

    @initialize()
    def people(self) -> None:
        Body.objects.filter(pk=group().pk).update(seats=SEATS)
        self.staff = {"head": head(), "officer": officer()}
        self.partners = [partner(areas=("asgm",) if number else ()) for number in range(6)]
        self.users = [focal_point(organisation) for organisation in self.partners]
        # What is recorded from today on has a decision behind it, here one of the past that names nobody.
        decided = [decided_before(body) for body in (group(), body_of("asgm"))]
        self.decided_long_ago = {decision.body_id: decision for decision in decided}
        self.statuses |= {decision.pk: decision.status for decision in decided}
        # Two sit already: what needs a member has somebody to do it from the first step on.
        for number in (1, 2):
            self.record("member", number, START - 400 * DAY, None)

    def person(self, number: int) -> User:
        return User.objects.get(pk=self.users[number].pk)  # as the next request reads them

    def by(self, who: str, number: int = 0) -> User:
        return User.objects.get(pk=self.staff[who].pk) if who in self.staff else self.person(number)

    def attempt(self, call: Callable[[], object]) -> object | None:
        """Do it; a refusal must leave everything as it was."""

        def everything() -> list[object]:
            models = (Term, Decision, Position)
            return [list(model.objects.order_by("pk").values()) for model in models] + [
                AuditLine.objects.count()
            ]

        before = everything()
        try:
            with transaction.atomic():
                return call()
        except Refusal:
            assert everything() == before
            return None

    def record(
        self, role: str, number: int, since: datetime.date, until: datetime.date | None, **values: object
    ) -> Term | None:
        """Let ``appoint`` try; say what came of it."""
        seat = {"ground": "other", "category": "ngo", "need": "Demonstration need"}
        by = values.pop("by", None) or self.by("head")
        body = body_of("asgm") if role in ("lead", "co_lead") else group()
        if since >= today() and role != "ex_officio" and "decision" not in values:
            values["decision"] = self.decided_long_ago[body.pk]
        made = self.attempt(
            lambda: appoint(
                body=body,
                role=role,
                person=self.users[number].person,
                organisation=self.partners[number],
                since=since,
                until=until,
                by=by,
                **({"source": "Demonstration record"} | (seat if role == "member" else {}) | values),
            )
        )
        if made is not None:
            self.appointed += 1
            if made.until and made.until < today():
                self.entered_as_past.add(made.pk)
        return made

    # --- Terms ------------------------------------------------------------------------------------

    @rule(role=ROLES, number=PEOPLE, ahead=SOON, length=LENGTHS, who=STAFF, temporary=st.booleans())
    def appoint(self, role, number, ahead, length, who, temporary):
        since = today() + ahead * DAY
        until = since + length * DAY if length is not None else None
        values = {}
        if role == "member" and temporary:
            values = {"ground": "temporary", "area": body_of("oil-gas").area}
        made = self.record(role, number, since, until, by=self.by(who, number), **values)
        assert made is None or who == "head"

    @rule(number=PEOPLE, pick=st.integers(0, 9), length=LENGTHS, role=st.sampled_from(["chair", "co_chair"]))
    def replace(self, number, pick, length, role):
        before = [term for term in counted() if term.role in ("chair", "co_chair") and term.ended_on]
        if before:
            before = before[pick % len(before)]
            since = before.ended_on + DAY
            until = since + length * DAY if length is not None else None
            self.record(role, number, since, until, replaces=before)

    @rule(pick=st.integers(0, 19), ahead=SOON, reason=REASONS, who=STAFF)
    def end(self, pick, ahead, reason, who):
        terms = list(Term.objects.order_by("pk"))
        term = terms[pick % len(terms)]
        by, day = self.by(who), max(today() + ahead * DAY, term.since)
        if self.attempt(lambda: end_term(term, by=by, ended_on=day, reason=reason, note="Demonstration")):
            assert who == "head"
            self.ended += 1

    @rule(number=PEOPLE, back=st.booleans())
    def leave_the_area_or_join_it(self, number, back):
        action = join_area if back else leave_area
        before = self.ends()
        self.attempt(lambda: action(self.partners[number], body_of("asgm").area, by=self.person(number)))
        self.ended += len(self.ends() - before)

    def ends(self) -> set[tuple]:
        return set(Term.objects.exclude(ended_on=None).values_list("pk", "ended_on", "end_reason"))

    @rule(number=st.sampled_from([1, 7, 30, 180, 365, 600]))
    def days_go_by(self, number):
        self.clock.shift(number * DAY)

    # --- Decisions --------------------------------------------------------------------------------

    def decision(self, pick: int, *statuses: str) -> Decision | None:
        found = list(Decision.objects.filter(status__in=statuses, source="").order_by("pk"))
        return found[pick % len(found)] if found else None

    @rule(
        number=PEOPLE,
        chosen=PEOPLE,
        kind=st.sampled_from(["general", "chairs", "leads"]),
        direct=st.booleans(),
        meets=st.booleans(),
    )
    def propose(self, number, chosen, kind, direct, meets):
        body = body_of("asgm") if kind == "leads" or (kind == "general" and direct) else group()
        role = {"chairs": "co_chair", "leads": "co_lead"}.get(kind)
        chosen_one = {"person": self.users[chosen].person, "organisation": self.partners[chosen]}
        nominations = [chosen_one | {"role": role, "since": today() + 10 * DAY}] if role else []
        decision = self.attempt(
            lambda: draft_decision(
                body=body,
                kind=kind,
                title="Demonstration question",
                text="Demonstration text",
                language="en",
                by=self.person(number),
                nominations=nominations,
                meeting_reference=("PAG-90" if body.is_group else "ASGM-90") if meets else "",
            )
        )
        if decision is not None:
            self.statuses[decision.pk] = decision.status
            if direct:
                self.attempt(
                    lambda: open_decision(Decision.objects.get(pk=decision.pk), by=self.person(number))
                )

    @rule(number=PEOPLE, pick=st.integers(0, 9))
    def put_before_those_who_decide(self, number, pick):
        decision = self.decision(pick, "draft", "deferred")
        if decision:
            self.attempt(lambda: open_decision(decision, by=self.person(number)))

    @rule(
        number=PEOPLE,
        pick=st.integers(0, 9),
        kind=st.sampled_from(["objection", "objection", "reservation", "statement"]),
    )
    def speak(self, number, pick, kind):
        decision = self.decision(pick, "open", "adopted", "no_consensus")
        if decision:
            self.attempt(lambda: take_position(decision, by=self.person(number), kind=kind, text="Because."))

    @rule(number=PEOPLE, pick=st.integers(0, 9))
    def take_back(self, number, pick):
        found = list(Position.objects.filter(kind="objection").order_by("pk"))
        if found:
            position = found[pick % len(found)]
            self.attempt(lambda: take_back_objection(position, by=self.person(number)))

    @rule(
        pick=st.integers(0, 9),
        who=STAFF,
        number=PEOPLE,
        outcome=st.sampled_from(["adopted", "adopted", "no_consensus", "deferred", "withdrawn"]),
    )
    def announce(self, pick, who, number, outcome):
        decision = self.decision(pick, "open", "adopted")
        if decision is None:
            return
        objectors = self.objectors(decision)
        done = self.attempt(
            lambda: announce(decision, by=self.by(who, number), outcome=outcome, note="Who presided.")
        )
        if done is not None and outcome == "adopted":
            assert objectors == []
            lay_open = today() - day_of(done.opened_at)
            assert done.meeting_reference or lay_open > 5 * DAY  # whoever announces

    def objectors(self, decision: Decision) -> list[Position]:
        """Who maintains an objection and decides today: somebody whose seat runs, a partner of the area."""
        standing = [p for p in decision.positions.all() if p.kind == "objection" and p.withdrawn_at is None]
        if decision.body.is_group:
            sit = {t.person_id for t in counted() if t.role == "member" and runs(t, today())}
            return [p for p in standing if p.seat.person_id in sit]
        here = AreaParticipation.objects.filter(area=decision.body.area, until=None)
        return [p for p in standing if here.filter(organisation=p.organisation).exists()]

    @rule(pick=st.integers(0, 9), number=PEOPLE)
    def withdraw(self, pick, number):
        decision = self.decision(pick, "draft", "open", "deferred")
        if decision:
            self.attempt(lambda: withdraw_decision(decision, by=self.person(number)))

    @rule(pick=st.integers(0, 9), twice=st.booleans())
    def record_what_was_decided(self, pick, twice):
        decision = self.decision(pick, "adopted", "open")
        nomination = decision and decision.nominations.first()
        if decision and not nomination:  # a general question gives nobody an office
            assert self.record("lead", 0, today(), None, decision=decision, source="") is None
        for _time in range(2 if nomination and twice else bool(nomination)):
            number = next(n for n, u in enumerate(self.users) if u.person.pk == nomination.person_id)
            made = self.record(
                nomination.role, number, nomination.since, nomination.until, decision=decision, source=""
            )
            assert made is None or decision.status == "adopted"
        if decision:
            terms = [term for term in counted() if term.decision_id == decision.pk]
            assert len(terms) <= (decision.kind != "general")

    # --- What holds after every step ----------------------------------------------------------------

    @invariant()
    def terms_are_legal(self):
        terms = counted()
        group_terms = [term for term in terms if term.body.is_group]
        self.no_day_has_an_illegal_composition(group_terms)
        self.nobody_presides_for_a_third_term(group_terms)
        self.nobody_leads_twice_at_once([term for term in terms if not term.body.is_group])
        for term in terms:
            if term.role != "member" and term.pk not in self.entered_as_past:
                assert (term.until - term.since).days <= 731 + 31  # two years, and a month to round
        self.rights_follow_the_terms(terms)

    def no_day_has_an_illegal_composition(self, terms):
        for day in beginnings(terms):
            here = [term for term in terms if runs(term, day)]
            seats = [t for t in here if t.role == TermRole.MEMBER]
            assert len([t for t in seats if t.ground != "temporary"]) <= SEATS
            beside = [t for t in seats if t.ground == "temporary" and t.pk not in self.entered_as_past]
            assert len(beside) == len({t.area_id for t in beside})
            chairs = [t for t in here if t.role == TermRole.CHAIR]
            co_chairs = [t for t in here if t.role == TermRole.CO_CHAIR]
            assert not (chairs and co_chairs)
            assert len(chairs) <= 1 and len(co_chairs) <= 2
            for term in chairs + co_chairs:
                assert term.pk in self.entered_as_past or term.person_id in {t.person_id for t in seats}
            assert len({t.person_id for t in seats}) == len(seats)
            assert len({t.person_id for t in chairs + co_chairs}) == len(chairs + co_chairs)

    def nobody_presides_for_a_third_term(self, terms):
        held = Counter()
        for term in terms:
            if term.role in ("chair", "co_chair"):
                short = ((term.ended_on or term.until) - term.since).days + 1 < 365
                held[term.person_id] += not (term.replaces_id and short)
        assert max(held.values(), default=0) <= 2

    def nobody_leads_twice_at_once(self, terms):
        for day in beginnings(terms):
            leads = [t for t in terms if runs(t, day)]
            assert len({t.person_id for t in leads}) == len(leads)

    def rights_follow_the_terms(self, terms):
        """Nobody acts for more than 18 months or beside a designation; whose term runs or who acts has the role."""
        acting = list(acting_terms())
        for term in acting:
            assert term.until < today() <= term.until + datetime.timedelta(days=550)
            others = [t for t in terms if t.body_id == term.body_id and t.pk != term.pk]
            assert not [t for t in others if term.until < t.since <= today()]
            beside = [t for t in others if term.since < t.since and runs(t, term.until + DAY)]
            assert all(t.decision_id and t.decision_id == term.decision_id for t in beside)
        left = [t for t in terms if t.end_reason == "partner_left" and t.ended_on <= today()]
        in_force = [t for t in terms if runs(t, today()) and t not in left] + acting
        assert {t.pk for t in terms_in_force()} == {t.pk for t in in_force}
        self.looked_at = (self.looked_at + 1) % len(self.users)
        user = self.person(self.looked_at)
        mine = {t.role for t in in_force if t.person_id == user.person.pk}
        expected = {{"co_chair": "chair", "co_lead": "lead"}.get(role, role) for role in mine}
        assert roles_of(user) & {"member", "chair", "lead"} == expected

    @invariant()
    def decisions_are_legal(self):
        standing = Position.objects.filter(kind="objection", withdrawn_at=None)
        assert not standing.filter(decision__status="adopted").exists()
        for pk, status in Decision.objects.values_list("pk", "status"):
            before = self.statuses.get(pk, DecisionStatus.DRAFT)
            assert status == before or (before, status) in LEGAL
            self.statuses[pk] = status

    @invariant()
    def every_verb_leaves_one_line(self):
        assert AuditLine.objects.filter(verb="term.appoint").count() == self.appointed
        assert AuditLine.objects.filter(verb="term.end").count() == self.ended
        assert Term.objects.count() == self.appointed


@pytest.mark.django_db
@pytest.mark.rule("AREA-3")
@pytest.mark.rule("PAG-1")
@pytest.mark.rule("PAG-4")
@pytest.mark.rule("PAG-5")
@pytest.mark.rule("MTG-2")
def test_no_sequence_reaches_an_illegal_composition_or_a_false_consensus():
    run_state_machine_as_test(
        GovernanceMachine,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
