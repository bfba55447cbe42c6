"""A person's data as one file: ``data.json`` and the files that they added."""

import json
import tempfile
import zipfile
from typing import IO, Any

from django.utils.translation import gettext as _

from portal.files.models import StoredFile
from portal.privacy.held import acts_of, held_about, what_happens
from portal.records.clock import now
from portal.records.personal import Subject

FILENAME = "personal-data.zip"


def data_of(subject: Subject, *, searched: bool = True) -> dict[str, Any]:
    """Return all that the portal holds about a person, ready for JSON.

    Without ``searched`` what is found by reading through texts is left out: it can tell of others.
    """
    held = held_about(subject, searched=searched)
    return {
        "made_at": now().isoformat(timespec="seconds"),
        "addresses": sorted(subject.emails),
        "held": [
            {
                "what": str(item.holding.title),
                "table": item.holding.label,
                "when_erased": what_happens(item.holding),
                "rows": [item.holding.values(row) for row in item.rows().iterator(chunk_size=500)],
            }
            for item in held
        ],
        "done": [
            {"table": holding.label, "what": str(holding.model._meta.verbose_name), "rows": number}
            for holding, number in acts_of(subject)
        ],
        "note": _("“done” counts records in which you stand as somebody who did something."),
    }


def write_archive(subject: Subject, target: IO[bytes], *, searched: bool = True) -> None:
    """Write the archive into a file that is open for writing."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(data_of(subject, searched=searched), indent=2, ensure_ascii=False, default=str)
        archive.writestr("data.json", text)
        for stored in StoredFile.objects.filter(uploaded_by__in=subject.ids("accounts.user")):
            if stored.full_path.is_file():
                archive.write(stored.full_path, f"files/{stored.uuid}-{stored.name}")


def archive_of(subject: Subject, *, searched: bool = True) -> IO[bytes]:
    """Return the archive as a temporary file, at its beginning; it goes when it is closed."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_archive(subject, target, searched=searched)
    target.seek(0)
    return target
