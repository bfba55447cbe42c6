"""Keeping and delivering private files."""

import errno
import os
import socket
import struct
import threading
import time
import uuid
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.files.actions import discard_file, store_upload
from portal.files.models import StoredFile
from portal.files.tasks import scan, sweep
from portal.records.models import AuditLine, ReferenceCounter
from portal.records.work import unit_of_work
from tests.files.conftest import pdf_bytes, upload

pytestmark = pytest.mark.django_db


def files_on_disk() -> set[Path]:
    return {path for path in django_settings.PRIVATE_DIR.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"
    return settings.PRIVATE_DIR


@pytest.fixture
def user():
    return get_user_model().objects.create_user(email="anna@demo.example", password=None)


@pytest.fixture
def stored(record, user):
    return store_upload(upload(pdf_bytes(), "../Lettre «a».pdf"), owner=record, purpose="signed", by=user)


def test_upload_is_kept_under_a_random_name_with_its_hash(stored, record, user):
    assert stored.about == record
    assert (stored.name, stored.purpose, stored.uploaded_by) == ("Lettre «a».pdf", "signed", user)
    assert stored.full_path.read_bytes() == pdf_bytes()
    assert stored.name not in str(stored.full_path)
    assert files_on_disk() == {stored.full_path}
    assert stored.full_path.stat().st_mode & 0o777 == 0o640
    line = AuditLine.objects.get(verb="file.store")
    assert (line.object_id, line.actor_id, line.data["purpose"]) == (record.pk, user.pk, "signed")


def test_refused_upload_leaves_nothing(record, user):
    with pytest.raises(ValidationError):
        store_upload(upload(b"<html>"), owner=record, purpose="signed", by=user)
    assert files_on_disk() == set()
    assert not StoredFile.objects.exists()


def test_file_goes_with_the_transaction_around_it(record, user):
    with pytest.raises(RuntimeError), unit_of_work():
        store_upload(upload(pdf_bytes()), owner=record, purpose="signed", by=user)
        assert len(files_on_disk()) == 1
        raise RuntimeError
    assert files_on_disk() == set()
    assert not StoredFile.objects.exists()


def test_row_that_the_database_refuses_leaves_no_file(record, user, settings):
    settings.MAX_UPLOAD_BYTES = 20 * 1024 * 1024
    large = pdf_bytes() + b"\n" * (11 * 1024 * 1024)
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(size=0, name="a", sha256="b", path="c", object_type="a.b", object_id=1)
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        store_upload(upload(large), owner=record, purpose="signed", by=user)
    assert files_on_disk() == set()


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_full_disk_says_so_and_leaves_nothing(record, user, monkeypatch, broken):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, broken, full)
    with pytest.raises(ValidationError) as refusal:
        store_upload(upload(pdf_bytes()), owner=record, purpose="signed", by=user)
    assert refusal.value.code == "storage"
    assert files_on_disk() == set()
    assert not StoredFile.objects.exists()


def test_folder_that_cannot_be_made_says_so(record, user, own_folder):
    own_folder.write_text("a file where the folder should be")
    with pytest.raises(ValidationError) as refusal:
        store_upload(upload(pdf_bytes()), owner=record, purpose="signed", by=user)
    assert refusal.value.code == "storage"


def test_discarded_file_is_gone_after_commit(stored, user, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        discard_file(stored, user)
        assert len(files_on_disk()) == 1
    assert files_on_disk() == set()
    assert not StoredFile.objects.exists()
    assert AuditLine.objects.filter(verb="file.discard").count() == 1


def test_sweep_removes_only_old_files_without_row(stored, own_folder):
    orphan, fresh, half = (
        own_folder / "ab" / "orphan",
        own_folder / "ab" / "fresh",
        own_folder / "incoming" / "tmpx",
    )
    for file in (orphan, fresh, half):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    long_ago = time.time() - 7200
    for file in (orphan, half, stored.full_path):
        os.utime(file, (long_ago, long_ago))
    sweep()
    assert files_on_disk() == {stored.full_path, fresh}


def test_download_needs_the_rule_of_the_record(stored, user, client, signed_in_may_download):
    assert client.get(stored.get_absolute_url()).status_code == 404
    client.force_login(user)
    response = client.get(stored.get_absolute_url())
    assert response.status_code == 200
    assert response.getvalue() == pdf_bytes()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Lettre")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert "sandbox" in response["Content-Security-Policy"]


def test_download_is_404_without_rule_record_row_or_file(
    stored, user, client, record, signed_in_may_download
):
    client.force_login(user)
    assert client.get(f"/files/{uuid.uuid4()}/letter.pdf").status_code == 404
    assert client.get("/files/nothing/letter.pdf").status_code == 404
    assert client.post(stored.get_absolute_url()).status_code == 405
    StoredFile.objects.update(object_type="records.auditline")
    assert client.get(stored.get_absolute_url()).status_code == 404
    StoredFile.objects.update(object_type="records.referencecounter")
    stored.full_path.unlink()
    assert client.get(stored.get_absolute_url()).status_code == 404
    ReferenceCounter.objects.all().delete()
    assert client.get(stored.get_absolute_url()).status_code == 404


def test_download_is_left_to_nginx_behind_it(stored, user, client, settings, signed_in_may_download):
    settings.USE_X_ACCEL = True
    client.force_login(user)
    response = client.get(stored.get_absolute_url())
    assert response["X-Accel-Redirect"] == f"/_private/{stored.path}"
    assert response.content == b""


class Scanner(threading.Thread):
    """A daemon that speaks INSTREAM: finds a virus in every file that holds EICAR."""

    def __init__(self, path: Path, answer: bytes | None = None):
        super().__init__(daemon=True)
        self.answer = answer
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen()
        self.start()

    def run(self) -> None:
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!L", stream.read(4))[0]:
                    content += stream.read(length)
                found = b"stream: Eicar FOUND\0" if b"EICAR" in content else b"stream: OK\0"
                connection.sendall(self.answer if self.answer is not None else found)


@pytest.fixture
def scanner_at(settings, tmp_path):
    """Return a function that starts a scanner; until then there is an address and nobody there."""
    settings.CLAMD_SOCKET = str(tmp_path / "clamd")
    running = []

    def start(answer: bytes | None = None) -> None:
        running.append(Scanner(tmp_path / "clamd", answer))

    yield start
    for thread in running:
        thread.socket.close()


def test_file_stays_closed_until_it_was_scanned(
    scanner_at, record, user, client, signed_in_may_download, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        stored = store_upload(upload(pdf_bytes()), owner=record, purpose="signed", by=user)
    assert stored.scan_state == "pending"
    assert len(callbacks) == 1
    client.force_login(user)
    assert client.get(stored.get_absolute_url()).status_code == 409
    scan(stored.pk)
    stored.refresh_from_db()
    assert stored.scan_state == "pending"
    scanner_at()
    sweep()
    stored.refresh_from_db()
    assert stored.scan_state == "clean"
    response = client.get(stored.get_absolute_url())
    assert response.status_code == 200
    assert response.getvalue() == pdf_bytes()


def test_infected_file_is_never_delivered(scanner_at, record, user, client, signed_in_may_download):
    scanner_at()
    infected = pdf_bytes() + b"\n% EICAR\n"
    stored = store_upload(upload(infected), owner=record, purpose="signed", by=user)
    scan(stored.pk)
    scan(stored.pk)
    stored.refresh_from_db()
    assert stored.scan_state == "infected"
    client.force_login(user)
    response = client.get(stored.get_absolute_url())
    assert response.status_code == 409
    assert "found something" in response.content.decode()


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b""])
def test_scanner_without_verdict_changes_nothing(scanner_at, record, user, answer):
    scanner_at(answer)
    stored = store_upload(upload(pdf_bytes()), owner=record, purpose="signed", by=user)
    scan(stored.pk)
    stored.refresh_from_db()
    assert stored.scan_state == "pending"
