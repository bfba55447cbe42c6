"""The fingerprint of a document's look: its template, what that extends and includes, and the static files used."""

import hashlib
import re

from django.contrib.staticfiles import finders
from django.template.loader import get_template

TEMPLATES = re.compile(r"""\{%-?\s*(?:extends|include)\s+["']([^"']+)["']""")
STATIC = re.compile(r"portal-static:([A-Za-z0-9_./-]+)")


def static_source(name: str) -> bytes:
    """Return a static file of the project; LookupError when there is none of that name."""
    path = finders.find(name)
    if not path:
        raise LookupError(f"no static file {name}")
    with open(path, "rb") as file:
        return file.read()


def template_hash(template: str) -> str:
    """Return the SHA-256 over the sources of ``template`` and everything that it names."""
    sources: dict[str, bytes] = {}
    waiting = [("template", template)]
    while waiting:
        what, name = waiting.pop()
        if f"{what} {name}" in sources:
            continue
        source = get_template(name).template.source.encode() if what == "template" else static_source(name)
        sources[f"{what} {name}"] = source
        if what == "template" or name.endswith((".css", ".svg")):
            text = source.decode()
            waiting += [("template", found) for found in TEMPLATES.findall(text)]
            waiting += [("static", found) for found in STATIC.findall(text)]
    digest = hashlib.sha256()
    for name in sorted(sources):
        digest.update(name.encode() + b"\0" + hashlib.sha256(sources[name]).digest())
    return digest.hexdigest()
