"""PDFs in the admin: what waits, what was made, what failed and why; and asking again."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.publishing.actions import make_again
from portal.publishing.documents import kind_of
from portal.publishing.models import PdfJob
from portal.publishing.rules import can_make_again
from portal.records import registries
from portal.records.admin import RecordInspectView, RecordViewSet, Verb
from portal.records.enums import JobState


class PdfJobFilterSet(WagtailFilterSet):
    """State, kind of document and day."""

    state = django_filters.ChoiceFilter(choices=JobState.choices, label=_("State"))
    kind = django_filters.ChoiceFilter(
        choices=lambda: [(kind, kind) for kind in sorted(registries.documents)], label=_("Document")
    )
    created_at = django_filters.DateFromToRangeFilter(label=_("Asked for"))

    class Meta:
        model = PdfJob
        fields = ["state", "kind", "created_at"]


class PdfJobInspectView(RecordInspectView):
    template_name = "publishing/admin/pdfjob.html"
    history_labels = {"pdf.again": _("Asked for again")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.object
        record = job.about
        url = kind_of(job.kind).url if record else None
        return super().get_context_data(
            record=record,
            file_url=url(record, job.language) if url and job.state == JobState.DONE else "",
            later=PdfJob.objects.filter(**job.key, pk__gt=job.pk).order_by("pk"),
            **kwargs,
        )


class PdfJobViewSet(RecordViewSet):
    model = PdfJob
    name = "pdfs"
    icon = "doc-full-inverse"
    menu_label = _("PDFs")
    add_to_admin_menu = True
    menu_order = 910
    inspect_view_class = PdfJobInspectView
    list_display = [
        "kind",
        "object_type",
        "object_id",
        "version",
        "language",
        "state",
        "created_at",
        "finished_at",
    ]
    list_export = [*list_display, "error"]
    filterset_class = PdfJobFilterSet
    ordering = ["-pk"]
    inspect_view_fields = ["kind", "version", "language", "state", "attempts", "created_at", "finished_at"]
    inspect_view_fields += ["reason", "error"]
    verbs = (
        Verb(
            name="again",
            label=_("Make again"),
            run=make_again,
            may=can_make_again,
            done=_("The PDF is being made again."),
        ),
    )
