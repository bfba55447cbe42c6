"""The secretariat's pages on letters: the list, one page per letter, one page per verb."""

from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from partners.actions.publication import publication_version
from partners.admin.forms import ChecksForm, LetterVerbForm, NoteForm
from partners.admin.queries import age, days_since, letter_rows, letters_of_the_desk, search_by_key
from partners.admin.reading import likenesses, read_letter, requests_of
from partners.enums import CheckPoint, LetterStatus
from partners.exports import spreadsheet
from partners.models import Letter
from partners.rules.common import is_secretariat
from partners.rules.letter_moves import LETTER_TRANSITIONS
from partners.rules.letters import acts_on_behalf, can_decide, can_review
from partners.snapshot import KIND
from portal.mail.models import OutboundEmail
from portal.mail.rules import can_resend
from portal.publishing.models import PdfJob
from portal.publishing.queries import state_of
from portal.records import registries
from portal.records.admin import RecordIndexView, RecordInspectView, VerbView
from portal.records.decisions import Forbidden, Refusal
from portal.records.pointers import point_to

MAILS_SHOWN = 50
PDFS_SHOWN = 30
# Buttons of the page, in this order; the first that is possible is the one that stands out.
PAGE_VERBS = ("take_under_review", "confirm", "ask", "resume_review", "join", "release", "hold", "decline")
VERB_NAMES = frozenset(transition.verb for transition in LETTER_TRANSITIONS)
DESK_PAGES = {
    "send": "partners_desk:letter",
    "answer": "partners_desk:answer",
    "withdraw": "partners_desk:withdraw",
    "discard": "partners_desk:delete",
}
TAGS = {
    LetterStatus.SUBMITTED: "do",
    LetterStatus.UNDER_REVIEW: "do",
    LetterStatus.INFORMATION_REQUESTED: "wait",
    LetterStatus.CONFIRMED: "ok",
}
HISTORY_LABELS = {
    **{f"letter.{transition.verb}": transition.public_label for transition in LETTER_TRANSITIONS},
    "letter.start": gettext_lazy("Draft begun on behalf"),
    "letter.edit": gettext_lazy("Part of the letter changed"),
    "letter.attach": gettext_lazy("File added"),
    "letter.detach": gettext_lazy("Signed PDF taken away"),
    "letter.claim": gettext_lazy("Draft taken over by the applicant’s account"),
    "letter.author_invite": gettext_lazy("A colleague was invited to write along"),
    "letter.author_join": gettext_lazy("A colleague writes along"),
    "letter.author_leave": gettext_lazy("A colleague no longer writes along"),
    "letter.author_invitation_resend": gettext_lazy("An invitation was sent again"),
    "letter.author_invitation_revoke": gettext_lazy("An invitation was taken back"),
    "letter.author_invitation_decline": gettext_lazy("An invitation was declined"),
    "letter.note": gettext_lazy("Internal note added"),
    "letter.check": gettext_lazy("Checklist filled in"),
}


def tag(kind: str, text: Any) -> SafeString:
    """Return a text in a frame; the colour only repeats what the words say."""
    return format_html('<span class="desk-tag desk-tag--{}">{}</span>', kind, text)


def status_tag(letter: Letter) -> SafeString:
    """Return the status as a tag, and "held" beside it."""
    shown = tag(TAGS.get(letter.status, "stop"), letter.get_status_display())
    if letter.held_at and letter.is_open:
        return format_html("{} {}", shown, tag("warn", _("Held")))
    return shown


class SafeExportMixin:
    """Exports what is filtered, by the portal's own writer (``partners.exports``).

    ``export_columns``: (heading, function of a row) pairs, in order.
    """

    export_columns: tuple[tuple[Any, Any], ...] = ()
    export_filename = "export"

    @property
    def show_export_buttons(self) -> bool:
        return bool(self.export_columns)

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponse:
        headings = [str(heading) for heading, _value in self.export_columns]
        rows = ([value(row) for _heading, value in self.export_columns] for row in queryset)
        return spreadsheet(spreadsheet_format, self.export_filename, headings, rows)


class LetterIndexView(SafeExportMixin, RecordIndexView):
    """Letters that were sent, open ones first of all; searched by reference, name and acronym."""

    is_searchable = True
    default_ordering = "status_since"
    export_filename = "letters-of-intent"
    export_columns = (
        (gettext_lazy("Reference"), lambda letter: letter.reference),
        (gettext_lazy("Organisation"), lambda letter: letter.legal_name),
        (gettext_lazy("Acronym"), lambda letter: letter.acronym),
        (gettext_lazy("Kind"), lambda letter: letter.get_kind_display()),
        (
            gettext_lazy("Country"),
            lambda letter: letter.country or (_("World-wide") if letter.is_global else ""),
        ),
        (gettext_lazy("Areas"), lambda letter: "; ".join(area.short_name for area in letter.areas.all())),
        (gettext_lazy("Status"), lambda letter: letter.get_status_display()),
        (gettext_lazy("Since"), lambda letter: letter.status_since),
        (gettext_lazy("Days in this status"), lambda letter: days_since(letter.status_since)),
        (gettext_lazy("Sent on"), lambda letter: letter.submitted_at),
        (gettext_lazy("Answer due on"), lambda letter: letter.due_on),
        (gettext_lazy("Held since"), lambda letter: letter.held_at),
        (gettext_lazy("Decided on"), lambda letter: letter.decided_at),
        (gettext_lazy("Language of the letter"), lambda letter: letter.get_language_display()),
    )

    def get_base_queryset(self) -> QuerySet[Letter]:
        return letter_rows(self.request.user)

    def search_queryset(self, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        return search_by_key(queryset, self.search_query) if self.is_searching else queryset

    @cached_property
    def shows_open_only(self) -> bool:
        """Open letters, unless one searches or asks for something else."""
        chosen = self.filters.is_valid() and self.filters.status_chosen
        return self.filters.is_valid() and not chosen and not self.is_searching

    def filter_queryset(self, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        queryset = super().filter_queryset(queryset)
        return self.filters.only_open(queryset) if self.shows_open_only else queryset

    def order_queryset(self, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        name = self.ordering.removeprefix("-")
        column = (
            F(name).desc(nulls_last=True) if self.ordering.startswith("-") else F(name).asc(nulls_last=True)
        )
        return queryset.order_by(column, "pk")

    def get_page_subtitle(self) -> str:
        return _("open letters") if self.shows_open_only else ""

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No letter matches. Change the filters or the search.")
        return _("No letter is open: nothing waits for the secretariat.")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not is_secretariat(self.request.user):
            return []
        return [HeaderButton(_("Enter a letter on behalf"), url=reverse("letters:new"), icon_name="plus")]


class LetterInspectView(RecordInspectView):
    """Everything about one letter on one page, with what can be done now."""

    template_name = "partners/admin/letter.html"
    history_labels = HISTORY_LABELS

    def get_object(self, queryset: Any = None) -> Letter:
        letters = letters_of_the_desk(self.request.user).select_related(
            "country", "applicant", "sent_by", "decided_by", "signed_file", "organisation"
        )
        return get_object_or_404(letters, pk=self.pk)

    def get_page_title(self) -> str:
        return capfirst(str(self.model._meta.verbose_name))

    def get_page_subtitle(self) -> str:
        return str(self.object)

    @cached_property
    def available(self) -> dict[str, Any]:
        """The verbs that this person can use now, by name."""
        return {t.verb: t for t in LETTER_TRANSITIONS.available(self.request.user, self.object)}

    def verb_buttons(self) -> list[dict[str, Any]]:
        verbs = {verb.name: verb for verb in self.verbs}
        return [
            {"verb": verbs[name], "url": reverse(self.verb_url_names[name], args=[self.object.pk])}
            for name in PAGE_VERBS
            if name in self.available
        ]

    def history(self) -> list[dict[str, Any]]:
        statuses = dict(LetterStatus.choices)
        entries = super().history()
        for entry in entries:
            data = entry["line"].data
            entry["moved_to"] = statuses.get(data.get("to", ""), "")
        return entries

    def mails(self) -> list[dict[str, Any]]:
        """Return mails about this letter, newest first, with the address that sends one again."""
        user = self.request.user
        found = (
            OutboundEmail.objects.filter(**point_to(self.object)).defer("html").order_by("-pk")[:MAILS_SHOWN]
        )
        again = can_resend(user)
        return [
            {
                "mail": mail,
                "url": reverse("mails:inspect", args=[mail.pk]),
                "resend_url": reverse("mails:resend", args=[mail.pk])
                if again and mail.state in ("done", "failed") and mail.text
                else "",
            }
            for mail in found
        ]

    def pdfs(self) -> list[dict[str, Any]]:
        """Return the PDFs that were asked for, newest first, with how far they are."""
        jobs = PdfJob.objects.filter(**point_to(self.object)).select_related("publication").order_by("-pk")
        return [
            {
                "job": job,
                "state": state_of(job),
                "gone": self.is_gone(job),
                "title": self.title_of(job),
                "url": self.address_of(job),
            }
            for job in jobs[:PDFS_SHOWN]
        ]

    def is_gone(self, job: PdfJob) -> bool:
        """Return whether a document was replaced or taken off the site, made or not; that is no fault."""
        if job.publication is not None:
            return job.publication.withdrawn_at is not None
        letter = self.object
        return job.kind == KIND and (not letter.is_public or job.version != publication_version(letter))

    def title_of(self, job: PdfJob) -> str:
        if job.kind == "confirmation":
            return _("Letter of confirmation")
        stages = {"received": _("Letter, as received"), "confirmed": _("Letter, as confirmed")}
        return stages.get(job.version.rpartition("-")[2], _("Letter"))

    def address_of(self, job: PdfJob) -> str:
        kind = registries.documents.get(job.kind)
        if kind is None or kind.url is None or job.publication is None or job.publication.withdrawn_at:
            return ""
        return kind.url(self.object, job.language)

    def on_behalf_links(self) -> list[dict[str, Any]]:
        """Return where the secretariat does what is the applicant's to do; the desk says on every page that it does."""
        letter = self.object
        if not acts_on_behalf(self.request.user, letter):
            return []
        return [
            {"label": self.available[verb].staff_label, "url": reverse(name, args=[letter.uuid])}
            for verb, name in DESK_PAGES.items()
            if verb in self.available
        ]

    def public_url(self) -> str:
        return reverse("partners:letter", args=[self.object.reference]) if self.object.is_public else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letter = self.object
        reading = read_letter(letter)
        checks = ChecksForm(letter=letter)
        return super().get_context_data(
            reading=reading,
            age=age(letter.status_since),
            likenesses=likenesses(letter),
            can_join="join" in self.available,
            requests=requests_of(letter),
            checks=checks,
            checked=sum(row["check"] is not None and row["check"].result != "open" for row in checks.rows),
            check_points=len(CheckPoint),
            notes=list(letter.notes.select_related("by")),
            note_form=NoteForm(letter=letter),
            can_review=bool(can_review(self.request.user, letter)),
            mails=self.mails(),
            pdfs=self.pdfs(),
            on_behalf_links=self.on_behalf_links(),
            status_tag=status_tag(letter),
            public_url=self.public_url(),
            decision=can_decide(self.request.user, letter)
            if letter.status == LetterStatus.UNDER_REVIEW
            else None,
            **kwargs,
        )


class LetterVerbView(VerbView):
    """One verb on one letter: a page that says what will happen, and a POST that calls the action.

    Before anything is asked, the rule is: 403 with the reason for those who may not, 409 for a letter that has
    moved on, with who decided and when. What was typed stays on the page in every case.
    """

    template_name = "partners/admin/verb.html"

    def get_record(self, pk: int) -> Letter:
        letters = letters_of_the_desk(self.request.user).select_related(
            "country", "decided_by", "organisation"
        )
        return get_object_or_404(letters, pk=pk)

    @cached_property
    def form(self) -> forms.Form:
        data = self.typed_data
        form_class = self.verb.form_class or LetterVerbForm
        return form_class(data, letter=self.object, asked=self.request.GET)

    def refusal(self) -> Refusal | None:
        """Return why the verb cannot be done now, or None."""
        try:
            if self.verb.name in VERB_NAMES:
                LETTER_TRANSITIONS.require(self.verb.name, self.request.user, self.object, reason="-")
            else:
                answer = can_review(self.request.user, self.object)
                if not answer:
                    raise Forbidden(answer.reason)
        except Refusal as refusal:
            return refusal
        return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = self.refusal()
        if refusal:
            return self.answer(self._problems(refusal), self.status_of(refusal))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = self.refusal()
        if refusal:
            return self.answer(self._problems(refusal), self.status_of(refusal))
        if self.form.redraw:
            self.form.is_valid()
            self.form.errors.clear()
            return self.answer([], 200)
        return super().post(request, *args, **kwargs)

    def answer(self, problems: list[Any], status: int) -> HttpResponse:
        closed = status in (403, 409)
        if closed:
            self.object = self.get_record(self.object.pk)
        context = self.get_context_data(
            problems=problems, closed=closed, typed=self.typed() if closed else []
        )
        return self.render_to_response(context, status=status)

    def typed(self) -> list[tuple[Any, str]]:
        """Return what was typed into a form that cannot be sent any more: nothing is lost."""
        if not self.form.is_bound:
            return []
        return [(field.label, field.data) for field in self.form.visible_fields() if field.data]

    @property
    def success_url(self) -> str:
        anchors = {"note": "#due-diligence", "checks": "#due-diligence", "ask": "#requests"}
        return self.inspect_url + anchors.get(self.verb.name, "")

    def get_page_subtitle(self) -> str:
        return self.object.legal_name or str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = self.verb.name
        extra: dict[str, Any] = {"letter": self.object}
        if name in ("confirm", "join", "take_under_review", "release"):
            extra["likenesses"] = likenesses(self.object)
        if name == "confirm":
            extra["checks"] = ChecksForm(letter=self.object)
        if name == "join":
            liked = [like.record for like in extra["likenesses"] if not like.is_letter]
            extra["found"] = self.form.found(liked)
        return super().get_context_data(**extra, **kwargs)


class StartOnBehalfView(WagtailAdminTemplateMixin, TemplateView):
    """Says what "on behalf" means; its button starts the draft on the desk."""

    template_name = "partners/admin/on_behalf.html"
    page_title = gettext_lazy("Enter a letter on behalf")
    header_icon = "doc-full"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_secretariat(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(str(Letter._meta.verbose_name_plural))
        return [
            *self.breadcrumbs_items,
            {"url": reverse("letters:index"), "label": plural},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(start_url=reverse("partners_desk:start_on_behalf"), **kwargs)
