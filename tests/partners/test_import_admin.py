"""Imported lists in the admin: upload, preview, words explained and remembered, run by the worker, report."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from partners.actions import imports
from partners.enums import ImportOutcome
from partners.lists import writer
from partners.models import ImportJob, ImportRow, KnownWord, Organisation
from partners.tasks import run_import, sweep_imports
from portal.files.models import StoredFile
from portal.records.decisions import Forbidden, WrongState
from portal.records.models import AuditLine
from tests.partners.admin import browser, staff, text_of

pytestmark = pytest.mark.django_db
GOOD = "Nom;Catégorie;Pays;Rôle inventé\nDemonstration Alpha;ONG;Kenya;asgm\n"
MIXED = (
    GOOD
    + "Demonstration Beta;Verein;Kenya;asgm\nDemonstration Gamma;ONG;Atlantis;lune\nJane;individual;Kenya;\n"
)


def upload(client, content=GOOD, name="liste.csv", source="Invented list, 2016"):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(reverse("imports:new"), {"file": file, "source": source})


def uploaded(client, content=GOOD) -> ImportJob:
    assert upload(client, content).status_code == 302
    return ImportJob.objects.get()


def verb(job, name):
    return reverse(f"imports:{name}", args=[job.pk])


def test_list_is_uploaded_previewed_run_and_reported():
    officer, head = browser("officer"), browser("head")
    assert "Import a list" in text_of(officer.get(reverse("imports:index")))
    assert officer.get(reverse("imports:new")).status_code == 200
    job = uploaded(officer, MIXED)
    page = text_of(officer.get(job.get_absolute_url()))
    for words in (
        "What would happen",
        "The kind “Verein” is not known.",
        "Some words are not known",
        "Individuals are not",
    ):
        assert words in page, words
    assert not Organisation.objects.exists()
    assert officer.post(verb(job, "run")).status_code == 403
    assert "Nobody is told by mail" in text_of(head.get(verb(job, "run")))
    assert head.post(verb(job, "run")).status_code == 302
    waiting = text_of(officer.get(job.get_absolute_url()))
    assert "Progress of the import" in waiting
    assert officer.get(reverse("imports:state", args=[job.pk])).json()["state"] == "queued"
    assert sweep_imports() == 1
    assert sweep_imports() == 0
    job.refresh_from_db()
    assert (job.state, job.created, job.refused, job.rows_total) == ("done", 1, 3, 4)
    assert officer.get(reverse("imports:state", args=[job.pk])).json() == {
        "state": "done",
        "percent": 100,
        "text": "Done",
    }
    assert Organisation.objects.get().memberships.get().source == "Invented list, 2016"
    done = text_of(officer.get(job.get_absolute_url()))
    for words in ("What happened", "Demonstration Beta", "The country “Atlantis” is not known.", "Imported"):
        assert words in done, words
    for name in ("run", "explain", "discard"):
        assert head.get(verb(job, name)).status_code == 409
        assert head.post(verb(job, name)).status_code == 409
    lines = text_of(officer.get(reverse("imports:report", args=[job.pk]) + "?format=csv"))
    assert (
        "3,Refused,Demonstration Beta,The kind “Verein” is not known.,Demonstration Beta | Verein | Kenya | asgm"
        in lines
    )
    assert "Jane" not in lines
    book = load_workbook(
        io.BytesIO(officer.get(reverse("imports:report", args=[job.pk]) + "?format=xlsx").content)
    )
    assert book.active["A2"].value == 2
    assert officer.get(reverse("imports:report", args=[job.pk]) + "?format=pdf").status_code == 404
    verbs = set(AuditLine.objects.values_list("verb", flat=True))
    assert {"import.upload", "import.start", "import.run"} <= verbs


def test_columns_and_words_are_explained_and_remembered():
    client = browser("head")
    job = uploaded(client, MIXED)
    page = text_of(client.get(verb(job, "explain")))
    for words in ("Rôle inventé", "Verein", "Atlantis"):
        assert words in page, words
    columns = {"column-0": "name", "column-1": "kind", "column-2": "country", "column-3": "areas"}
    kinds = {"kind-0-text": "Verein", "kind-0": "ngo", "country-0-text": "Atlantis", "country-0": "GR"}
    assert client.post(verb(job, "explain"), columns | kinds | {"kind-0": "king"}).status_code == 422
    assert client.post(verb(job, "explain"), {}).status_code == 422
    assert client.post(verb(job, "explain"), columns | kinds).status_code == 302
    assert "The area “lune” is not known." in text_of(client.get(job.get_absolute_url()))
    areas = {"area-0-text": "lune", "area-0": "-"}
    assert client.post(verb(job, "explain"), columns | kinds | areas).status_code == 302
    client.post(verb(job, "run"))
    run_import(job.pk)
    run_import(job.pk)
    job.refresh_from_db()
    assert (job.created, job.refused) == (3, 1)
    beta = Organisation.objects.get(legal_name="Demonstration Beta")
    assert (beta.kind, beta.participations.get().area.code) == ("ngo", "asgm")
    assert set(KnownWord.objects.values_list("what", "key", "value")) == {
        ("column", "role invente", "areas"),
        ("kind", "verein", "ngo"),
        ("country", "atlantis", "GR"),
        ("area", "lune", "-"),
    }
    upload(client, MIXED, name="again.csv")
    second = ImportJob.objects.order_by("-pk").first()
    shown = client.get(second.get_absolute_url()).context["preview"]
    assert shown.counts == {ImportOutcome.UNCHANGED: 3, ImportOutcome.REFUSED: 1}


def test_list_without_known_headings_can_be_explained():
    client = browser("officer")
    job = uploaded(client, "Wer;Was\nDemonstration Delta;ONG\n")
    page = text_of(client.get(job.get_absolute_url()))
    assert "No column was recognised for: Name, Kind" in page
    assert verb(job, "explain") in page
    assert client.post(verb(job, "explain"), {"column-0": "name", "column-1": "kind"}).status_code == 302
    assert client.get(job.get_absolute_url()).context["preview"].counts == {"created": 1}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF-", "Choose a file of this kind"),
        ("a.csv", b"", "empty"),
        ("a.xlsx", b"PK\x03\x04", "not a XLSX file"),
    ],
)
def test_file_that_is_no_list_is_refused_and_nothing_is_kept(name, content, message):
    response = upload(browser("officer"), content, name)
    assert response.status_code == 422
    assert message in text_of(response)
    assert not ImportJob.objects.exists()
    assert not StoredFile.objects.exists()


def test_list_can_be_discarded_before_it_runs():
    client = browser("officer")
    job = uploaded(client)
    assert client.get(verb(job, "discard")).status_code == 200
    assert client.post(verb(job, "discard")).status_code == 302
    assert not ImportJob.objects.exists()
    assert not StoredFile.objects.exists()


def test_auditor_reads_and_others_find_nothing():
    job = uploaded(browser("officer"))
    auditor, editor = browser("auditor"), browser("editor")
    addresses = [reverse("imports:index"), job.get_absolute_url()]
    addresses += [reverse(f"imports:{name}", args=[job.pk]) for name in ("state", "report")]
    for address in addresses:
        assert auditor.get(address).status_code == 200
        assert editor.get(address).status_code == 404
    assert "Demonstration Alpha" in text_of(auditor.get(job.file.get_absolute_url()))
    assert editor.get(job.file.get_absolute_url()).status_code == 404
    for address in (reverse("imports:new"), *(verb(job, name) for name in ("run", "explain", "discard"))):
        assert auditor.get(address).status_code == 403
        assert auditor.post(address).status_code == 403
        assert editor.get(address).status_code == 404


def test_actions_ask_the_rule_themselves():
    user, head = staff("auditor"), staff("head")
    job = uploaded(browser("officer"))
    with pytest.raises(Forbidden):
        imports.upload_list(None, source="", by=user)
    with pytest.raises(Forbidden):
        imports.explain_list(job, columns={}, words={}, by=user)
    with pytest.raises(Forbidden):
        imports.start_import(job, by=staff("officer"))
    with pytest.raises(Forbidden):
        imports.discard_list(job, by=user)
    imports.start_import(job, by=head)
    for again in (imports.start_import, imports.discard_list):
        with pytest.raises(WrongState):
            again(job, by=head)
    with pytest.raises(WrongState):
        imports.explain_list(job, columns={}, words={}, by=head)


def test_run_that_fails_writes_nothing_and_is_tried_again(monkeypatch):
    head = staff("head")
    job = uploaded(browser("officer"), GOOD + "Demonstration Beta;ONG;Kenya;asgm\n")
    imports.start_import(job, by=head)
    flush = writer.Writer.flush

    def broken(self):
        flush(self)
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(writer.Writer, "flush", broken)
        run_import(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("queued", "RuntimeError: the disk is full")
    assert not Organisation.objects.exists()
    assert not ImportRow.objects.exists()
    ImportJob.objects.update(not_before=job.created_at)
    assert sweep_imports() == 1
    assert Organisation.objects.count() == 2


def test_file_that_is_gone_fails_for_good_and_says_so():
    client = browser("head")
    job = uploaded(client)
    job.file.full_path.write_text("one")
    imports.start_import(job, by=staff("head"))
    run_import(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "The import failed. Nothing was written." in text_of(client.get(job.get_absolute_url()))


def test_lists_make_as_many_queries_with_more_rows(assert_query_parity):
    client = browser("officer")
    uploaded(client)
    assert_query_parity(
        lambda: client.get(reverse("imports:index")),
        lambda: [upload(client, GOOD, f"{n}.csv") for n in range(2)],
    )


def test_report_makes_as_many_queries_with_more_rows(assert_query_parity):
    client = browser("officer")
    job = uploaded(client, MIXED)
    imports.start_import(job, by=staff("head"))
    run_import(job.pk)

    def grow() -> None:
        for number in (90, 91):
            ImportRow.objects.create(job=job, number=number, outcome="refused", reasons=[["no_name"]])

    assert_query_parity(lambda: client.get(job.get_absolute_url()), grow)
