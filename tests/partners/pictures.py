"""Pictures for tests."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(
    size: tuple[int, int] = (2000, 500), form: str = "PNG", name: str = "mark.png"
) -> SimpleUploadedFile:
    """Return a plain picture as a browser would upload it."""
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, form)
    return SimpleUploadedFile(name, written.getvalue(), "image/png")
