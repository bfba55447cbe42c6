"""The texts of mails in the admin: all of them, rewriting one in one language with preview, back to the file."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from portal.mail import rewriting
from portal.mail.forms import FindTextForm, MailTextForm, VersionForm, WordingForm
from portal.mail.rules import can_edit_texts, can_read_texts
from portal.mail.texts import MailTextError, load_text, text_in_use
from portal.records.decisions import Forbidden, Refusal, StaleRecord
from portal.records.forms import typed_before


def code_of(template: str) -> str:
    """Return how a text is named in an address: ``partners-letter_received``."""
    return template.replace("/", "-", 1)


class MailTextsView(WagtailAdminTemplateMixin, TemplateView):
    """404 for those who may not read mails."""

    http_method_names = ["get", "head", "post", "options"]
    model = None  # no Django permission: the rule decides
    header_icon = "mail"
    page_title = _("Texts of mails")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_read_texts(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class MailTextListView(MailTextsView):
    """Every text that the portal can send."""

    http_method_names = ["get", "head", "options"]
    template_name = "mail/admin/texts.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = FindTextForm(self.request.GET)
        words = form.cleaned_data["q"] if form.is_valid() else ""
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        texts = rewriting.listed_texts(language, words)
        for text in texts:
            text["code"] = code_of(text["template"])
        return super().get_context_data(form=form, words=words, texts=texts, **kwargs)


class OneTextView(MailTextsView):
    """A text in one language; 404 when there is none of this name."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.template, self.language = kwargs["code"].replace("-", "/", 1), kwargs["language"]
        if self.language not in dict(settings.LANGUAGES):
            raise Http404
        try:
            self.in_file = load_text(self.template, self.language)
        except MailTextError as error:
            raise Http404 from error
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def row(self) -> Any:
        return rewriting.row_of(self.template, self.language)

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    def url(self, name: str = "edit", language: str = "") -> str:
        arguments = [code_of(self.template), language or self.language]
        return reverse(f"mail-texts:{name}", args=arguments)

    def get_page_title(self) -> str:
        return _now("Text of a mail")

    def get_page_subtitle(self) -> str:
        return f"{self.template} ({dict(settings.LANGUAGES)[self.language]})"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("mail-texts:index"), "label": _now("Texts of mails")},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    def answer(self, status: int = 200, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**context), status=status)


class EditTextView(OneTextView):
    """Read a text; officers and heads rewrite it. A stale save answers 409 with both wordings and loses nothing."""

    template_name = "mail/admin/text.html"
    keeps_typed = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.answer(
            form=MailTextForm(typed_before(request), initial=self.started() | {"version": self.version})
        )

    def started(self) -> dict[str, str]:
        """Return the wording to begin with: what is sent now, or an earlier one that was asked for."""
        form = WordingForm(self.request.GET)
        number = form.cleaned_data.get("wording") if form.is_valid() else None
        for frozen in rewriting.wordings_of(self.row) if number else []:
            if frozen.number == number:
                return frozen.content()
        text = text_in_use(self.template, self.language)
        return {"subject": text.subject, "body": text.body}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = MailTextForm(request.POST)
        allowed = can_edit_texts(request.user)
        if not allowed:
            return self.answer(403, form=form, refused=allowed.reason)
        if not form.is_valid():
            return self.answer(422, form=form)
        typed = {name: form.cleaned_data[name] for name in ("subject", "body")}
        if "preview" in request.POST:
            self.add_problems(form, rewriting.problems_of(self.template, **typed))
            return self.answer(form=form)
        try:
            seen = form.cleaned_data["version"]
            saved = rewriting.save_text(self.template, self.language, **typed, seen=seen, by=request.user)
        except StaleRecord:
            current = {"form": MailTextForm(initial=typed | {"version": self.version}), "stale": True}
            return self.answer(409, **current)
        except Refusal as refusal:
            self.add_problems(form, refusal.problems)
            return self.answer(422, form=form)
        if saved:
            messages.success(request, _now("Saved: mails are written with this text from now on."))
        else:
            messages.info(request, _now("Nothing was changed."))
        return redirect(self.url())

    @staticmethod
    def add_problems(form: MailTextForm, problems: list[Any]) -> None:
        for problem in problems:
            form.add_error(problem.field or None, problem.message)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        said = {name: form[name].value() or "" for name in ("subject", "body")}
        sent = text_in_use(self.template, self.language)
        return super().get_context_data(
            may_edit=bool(can_edit_texts(self.request.user)),
            row=self.row,
            sent=sent,
            in_file=self.in_file,
            language=self.language,
            languages=[
                {"name": name, "url": self.url(language=code), "current": code == self.language}
                for code, name in settings.LANGUAGES
            ],
            placeholders=[
                {
                    "name": f"{{{name}}}",
                    "sample": rewriting.sample(name),
                    "needed": name in rewriting.needed_placeholders(self.template),
                }
                for name in rewriting.allowed_placeholders(self.template)
            ],
            left_out=[f"{{{name}}}" for name in rewriting.left_out(self.template, **said)],
            preview=rewriting.preview(self.template, self.language, **said),
            wordings=[
                {"frozen": frozen, "text": frozen.content(), "url": f"{self.url()}?wording={frozen.number}"}
                for frozen in rewriting.wordings_of(self.row)
            ],
            reset_url=self.url("reset") if self.row and self.row.in_use else "",
            **kwargs,
        )


class ResetTextView(OneTextView):
    """Back to the portal's own text: asks first."""

    template_name = "mail/admin/text_reset.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = can_edit_texts(request.user)
        return self.answer(200 if answer else 403, problems=[] if answer else [answer.reason])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = VersionForm(request.POST)
        seen = form.cleaned_data["version"] if form.is_valid() else -1
        try:
            rewriting.reset_text(self.template, self.language, seen=seen, by=request.user)
        except Refusal as refusal:
            status = {Forbidden: 403, StaleRecord: 409}.get(type(refusal), 422)
            return self.answer(status, problems=[problem.message for problem in refusal.problems])
        messages.success(request, _now("The portal’s own text is sent again."))
        return redirect(self.url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            in_file=self.in_file,
            language=self.language,
            version=self.version,
            back_url=self.url(),
            may_edit=bool(can_edit_texts(self.request.user)),
            **kwargs,
        )


class ReadersMenuItem(MenuItem):
    """Shown to those who may read the texts."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(can_read_texts(request.user))


class MailTextViewSet(ViewSet):
    name = "mail-texts"
    icon = "edit"
    menu_label = _("Texts of mails")
    menu_item_class = ReadersMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", MailTextListView.as_view(), name="index"),
            path("<slug:code>/<slug:language>/", EditTextView.as_view(), name="edit"),
            path("<slug:code>/<slug:language>/reset/", ResetTextView.as_view(), name="reset"),
        ]
