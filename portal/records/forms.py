"""Fields that every form writes in one way."""

from django import forms


def date_input() -> forms.DateInput:
    """The browser's own date picker: it works without script and turns nothing typed into another day."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
