"""A letter's PDF through the worker's task, against WeasyPrint alone on the same HTML."""

from collections.abc import Iterator

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from bench.measure import Row, in_turns, row, say
from partners.actions.publication import publication_version
from partners.snapshot import KIND
from portal.publishing.actions import request_pdf
from portal.publishing.documents import kind_of
from portal.publishing.models import PdfJob
from portal.publishing.tasks import make_pdf
from portal.publishing.typeset import ClosedFetcher, render_html
from portal.records.enums import JobState
from tests.factories import letter_under_review

ROUNDS = 15


def letter_pdf() -> Iterator[Row]:
    """Yield the time of the whole job (claim, HTML, PDF, file, publication) and of WeasyPrint's part of it."""
    say("typesetting letters")
    letter = letter_under_review(legal_name="Demonstration Typeset Network")
    version = publication_version(letter)
    _title, html = render_html(kind_of(KIND), letter, "en", version)

    def job() -> None:
        [waiting] = request_pdf(
            letter, KIND, version=version, languages=["en"], retypeset=True, reason="measured"
        )
        make_pdf(waiting.pk)
        assert PdfJob.objects.get(pk=waiting.pk).state == JobState.DONE

    def weasyprint_alone() -> None:
        HTML(string=html, url_fetcher=ClosedFetcher()).write_pdf(
            pdf_variant="pdf/ua-1", font_config=FontConfiguration()
        )

    time, reference = in_turns([job, weasyprint_alone], ROUNDS)
    yield row("letter PDF by the worker, against WeasyPrint alone", time, "ms", reference)
