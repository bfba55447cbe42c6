"""After an erasure no file of the database, and no file of the portal, holds the address any more."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from partners.models import Letter
from portal.privacy.tasks import compact
from portal.records.models import FrozenVersion
from portal.records.pointers import point_to
from tests.privacy.people import EMAIL, FAMILY, PHONE, somebody

MARKS = [mark.encode() for mark in (EMAIL, FAMILY, PHONE)]


def files() -> list[Path]:
    """Return every file in which the portal keeps something."""
    database = Path(settings.DATABASES["default"]["TEST"]["NAME"])
    folders = (settings.PRIVATE_DIR, settings.PUBLICATIONS_DIR, settings.MAIL_DIR, settings.MEDIA_ROOT)
    kept = [path for folder in folders for path in Path(folder).rglob("*") if path.is_file()]
    return [*database.parent.glob(f"{database.name}*"), *kept]


def holding(marks: list[bytes]) -> set[str]:
    found = set()
    for path in files():
        content = path.read_bytes()
        name = path.name.encode()
        if any(mark.lower() in content.lower() or mark.lower() in name for mark in marks):
            found.add(path.suffix)
    return found


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_file_holds_the_address_name_or_number(run_jobs, settings, tmp_path):
    settings.MAIL_DIR = tmp_path / "mail"
    settings.EMAIL_BACKEND = "portal.mail.backends.FolderBackend"
    zora = somebody(description="A description.")
    run_jobs()
    before = holding(MARKS)
    assert ".eml" in before
    assert any(suffix.startswith(".sqlite3") for suffix in before)
    # What people wrote about her is for an officer to read; here it would stand in the way of reading bytes.
    frozen = FrozenVersion.objects.get(**point_to(zora.letter))
    zora.letter.notes.update(text="She answered.")
    Letter.objects.filter(pk=zora.letter.pk).update(contribution="Write to us.")
    FrozenVersion.objects.filter(pk=frozen.pk).update(body=frozen.body.replace("Zora Quillfeather", "us"))
    told = StringIO()
    call_command("erase_person", EMAIL, stdout=told)
    compact()
    assert "    0  texts that an officer has to read" in told.getvalue()
    assert holding(MARKS) == set()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchone() == ("ok",)
