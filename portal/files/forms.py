"""The form field for private files."""

from collections.abc import Sequence
from typing import Any

from django import forms

from portal.files.enums import EXTENSIONS
from portal.files.validation import ValidatedUpload, validate_upload


class PrivateFileField(forms.FileField):
    """A file of the given kinds; its cleaned value is a ValidatedUpload for ``store_upload``."""

    def __init__(self, *, kinds: Sequence[str] = ("pdf",), **kwargs: Any):
        self.kinds = tuple(kinds)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault(
            "accept", ",".join(end for kind in self.kinds for end in EXTENSIONS[kind])
        )

    def clean(self, data: Any, initial: Any = None) -> ValidatedUpload | None:
        # The length of the name does not matter: it is shortened. Everything else is looked at below.
        if data and not isinstance(data, ValidatedUpload):
            return validate_upload(data, self.kinds)
        return super().clean(data, initial)
