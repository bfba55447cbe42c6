"""What can be done with an amendment of a guiding text, beside what proposals have in common (GDL-1, GDL-2)."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from meetings.actions import proposals
from meetings.documents.guidelines import typeset_version
from meetings.enums import AmendmentKind, ProposalStatus
from meetings.models import Amendment, Body, Clause, GuidingDocument, TextVersion
from meetings.reference import GROUP
from meetings.rules.amendments import (
    can_take_over,
    can_translate_amendment,
    length_problems,
    sending_problems,
    standing_words_problems,
)
from meetings.rules.proposals import PROPOSAL_TRANSITIONS, can_keep_proposal, can_propose
from meetings.texts.amended import (
    FIELDS,
    LANGUAGES,
    amended_clauses,
    clause_called,
    current_version,
    free_label,
    missing_languages,
    subject,
    text_in,
)
from partners.models import Organisation, Person
from portal.records.clock import now, today
from portal.records.decisions import Problem, StaleRecord, WrongState, refuse_if, require
from portal.records.text import clean_text
from portal.records.work import unit_of_work

S = ProposalStatus
REASON_CHARACTERS = 10_000


def begin_amendment(
    *,
    document: GuidingDocument,
    clause_number: str,
    kind: str,
    organisation: Organisation,
    language: str,
    by: Any,
) -> Amendment:
    """Begin a draft on the version in force, with the clause's present words in it. Raises Forbidden, Refusal.

    One that the same person began for the same clause and has not touched yet is returned: asked twice, there is one.
    """
    with unit_of_work() as work:
        organisation = work.lock(organisation)
        require(can_propose(by, organisation))
        base = current_version(document)
        clause = clause_called(base, clause_number)
        problems = []
        if clause is None:
            problems.append(Problem("clause_number", _("This clause is not in the text.")))
        if kind not in AmendmentKind.values:
            problems.append(Problem("kind", _("Choose what you propose.")))
        if language not in LANGUAGES:
            problems.append(Problem("language", _("Choose a language.")))
        refuse_if(problems)
        what = {
            "document": document,
            "base": base,
            "kind": kind,
            "clause_number": clause_number,
            "language": language,
            "proposer": organisation.merged_into or organisation,
        }
        begun = Amendment.objects.filter(status=S.DRAFT, created_by=by, version=0, **what).first()
        if begun is not None:
            return begun
        amendment = Amendment(
            **what,
            proposed_by=Person.objects.filter(user=by).first(),
            created_by=by,
        )
        if kind == AmendmentKind.CHANGE and clause is not None:
            for field in FIELDS:
                setattr(amendment, f"{field}_{language}", text_in(clause, field, language))
        amendment.save()
        work.audit("amendment.begin", amendment, by=by, data={"organisation": organisation.pk})
    return amendment


def save_draft(amendment: Amendment, values: Mapping[str, str], *, by: Any, seen: int) -> Amendment:
    """Save what somebody typed into a draft; anything may be missing. ``seen``: the version that they had read.

    ``values``: ``reason``, ``new_number``, and ``heading_xx`` / ``text_xx`` in the languages of the interface.
    Raises Forbidden, WrongState, StaleRecord, Refusal for texts that are too long.
    """
    with unit_of_work() as work:
        amendment = work.lock(amendment)
        require(can_keep_proposal(by, amendment))
        if amendment.status != S.DRAFT:
            raise WrongState(_("The amendment was sent: its text can no longer be changed."))
        if amendment.version != seen:
            raise StaleRecord
        known = {f"{field}_{code}" for field in FIELDS for code in LANGUAGES}
        words = {name: clean_text(text or "").strip() for name, text in values.items() if name in known}
        problems = length_problems(words)
        reason = clean_text(values.get("reason", amendment.reason) or "").strip()
        if len(reason) > REASON_CHARACTERS:
            problems.append(
                Problem("reason", _("Use no more than %(count)s characters.") % {"count": REASON_CHARACTERS})
            )
        number = clean_text(values.get("new_number", amendment.new_number) or "").strip()
        if len(number) > 20:
            problems.append(
                Problem("new_number", _("Use no more than %(count)s characters.") % {"count": 20})
            )
        refuse_if(problems)
        for name, text in {**words, "reason": reason, "new_number": number}.items():
            setattr(amendment, name, text)
        work.save(amendment, *words, "reason", "new_number", "updated_at")
        work.audit("amendment.save", amendment, by=by, fields=[*words, "reason", "new_number"])
    return amendment


def send_amendment(amendment: Amendment, *, by: Any) -> Amendment:
    """Send a draft to the secretariat (GDL-1). Raises Forbidden, WrongState, Refusal with everything missing."""
    with unit_of_work() as work:
        amendment = work.lock(amendment)
        PROPOSAL_TRANSITIONS.require("send", by, amendment)
        return proposals.send(amendment, by=by, problems=sending_problems(amendment))


def translate_amendment(amendment: Amendment, texts: Mapping[str, str], *, by: Any) -> Amendment:
    """Write the words in other languages than the original; the decision before the group follows.

    ``texts``: ``heading_xx``, ``text_xx``; the original language and what it leaves empty are left alone. Once
    it is before the group only what is empty is filled: nobody changes what is being decided on. Raises Forbidden,
    Refusal.
    """
    with unit_of_work() as work:
        work.lock(Body.objects.get(code=GROUP))
        amendment = work.lock(amendment)
        require(can_translate_amendment(by, amendment))
        others = [code for code in LANGUAGES if code != amendment.language]
        written = [field for field in FIELDS if text_in(amendment, field, amendment.language)]
        known = {f"{field}_{code}" for field in written for code in others}
        words = {name: clean_text(text or "").strip() for name, text in texts.items() if name in known}
        refuse_if(length_problems(words) + standing_words_problems(amendment, words))
        words = {name: text for name, text in words.items() if text != (getattr(amendment, name) or "")}
        if not words:
            return amendment
        missing = set(missing_languages(amendment))
        for name, text in words.items():
            setattr(amendment, name, text)
        work.save(amendment, *words, "updated_at")
        work.audit("amendment.translate", amendment, by=by, fields=words)
        if amendment.status == S.BEFORE_GROUP and amendment.decision is not None:
            filled = missing - set(missing_languages(amendment))
            proposals.write_translations(amendment, amendment.decision, by=by, only=filled)
    return amendment


def take_over(amendment: Amendment, *, by: Any) -> Amendment:
    """Let an amendment stand on the version in force: its own clause is the same there. Raises Forbidden."""
    with unit_of_work() as work:
        work.lock(Body.objects.get(code=GROUP))
        amendment = work.lock(amendment)
        require(can_take_over(by, amendment))
        before, amendment.base = amendment.base, current_version(amendment.document)
        if amendment.status != S.DRAFT:
            refuse_if(sending_problems(amendment))
        work.save(amendment, "base", "updated_at")
        work.audit(
            "amendment.take_over",
            amendment,
            by=by,
            data={"from": before.label, "to": amendment.base.label},
        )
    return amendment


def make_version(amendment: Amendment, by: Any) -> None:
    """Make the new version that an adopted amendment asks for: exactly its clause differs (GDL-2).

    Called inside the transaction that announces the adoption; the guards were asked there.
    """
    with unit_of_work() as work:
        document = work.lock(amendment.document)
        decision = amendment.decision
        dated = max((decision.decided_on if decision else None) or today(), amendment.base.dated)
        version = TextVersion(
            document=document,
            label=free_label(document, dated),
            dated=dated,
            own_wording=amendment.base.own_wording,
            source=amendment.base.source if amendment.base.own_wording else "",
            decision=decision,
            created_by=by,
            created_at=now(),
        )
        for code in LANGUAGES:
            with translation.override(code):
                setattr(version, f"note_{code}", subject(amendment))
        version.note = version.note_en
        version.save()
        Clause.objects.bulk_create(_of(version, clause) for clause in amended_clauses(amendment))
        typeset_version(version)
        amendment.result = version
        work.save(amendment, "result", "updated_at")
        work.audit(
            "text_version.make",
            version,
            by=by,
            data={"document": document.code, "label": version.label, "amendment": amendment.pk},
        )


def _of(version: TextVersion, clause: Clause) -> Clause:
    clause.text_version = version
    for field in FIELDS:
        setattr(clause, field, text_in(clause, field, "en"))
    return clause
