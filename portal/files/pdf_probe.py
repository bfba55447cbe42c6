"""Says what is in a PDF. Runs as a process of its own: bytes on standard input, a JSON word on standard output.

Words: good, damaged, encrypted, active (scripts or actions), embedded (files within the file), empty (no page).
"""

import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 15
MAX_VALUES = 3_000_000
ACTIVE_KEYS = {"/JS", "/JavaScript", "/AA", "/XFA", "/RichMediaContent", "/Movie", "/Rendition"}
EMBEDDED_KEYS = {"/EmbeddedFiles", "/EmbeddedFile", "/EF", "/Collection"}
ACTIVE_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/SubmitForm",
    "/ResetForm",
    "/Rendition",
    "/Movie",
}
ACTIVE_ACTIONS |= {"/RichMediaExecute", "/GoTo3DView", "/Sound", "/Hide", "/SetOCGState", "/Trans"}
EMBEDDED_ACTIONS = {"/GoToE", "/GoToR"}
EMBEDDED_TYPES = {"/FileAttachment", "/EmbeddedFile", "/RichMedia", "/3D", "/Screen"}


def inspect_pdf(content: bytes) -> str:
    """Return one of the words above."""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return "encrypted"
            if len(pdf.pages) < 1:
                return "empty"
            found = {verdict for value in _dictionaries(pdf) if (verdict := _verdict(value))}
    except pikepdf.PasswordError:
        return "encrypted"
    except Exception:  # qpdf and pikepdf raise many kinds on hostile input: all mean damaged
        return "damaged"
    return "active" if "active" in found else "embedded" if found else "good"


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every dictionary and stream dictionary, also those nested in others; too many is damage."""
    seen = 0
    for root in pdf.objects:
        waiting = [root]
        while waiting:
            value = waiting.pop()
            seen += 1
            if seen > MAX_VALUES:
                raise ValueError("more values than a letter holds")
            if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
                yield value
                children = value.values()
            elif isinstance(value, pikepdf.Array):
                children = value
            else:
                continue
            for child in children:
                # Indirect objects come by themselves from pdf.objects.
                if isinstance(child, pikepdf.Object) and not child.is_indirect:
                    waiting.append(child)


def _verdict(value: Any) -> str | None:
    keys = set(value.keys())
    action, subtype, kind = (str(value.get(key, "")) for key in ("/S", "/Subtype", "/Type"))
    if keys & ACTIVE_KEYS or action in ACTIVE_ACTIONS:
        return "active"
    if keys & EMBEDDED_KEYS or action in EMBEDDED_ACTIONS or {subtype, kind} & EMBEDDED_TYPES:
        return "embedded"
    return None


def main() -> None:  # pragma: no cover - measured through its process by the tests of uploads
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(inspect_pdf(sys.stdin.buffer.read())))


if __name__ == "__main__":  # pragma: no cover
    main()
