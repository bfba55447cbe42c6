"""Forms of the letter of intent: one per part, and one for answers to a request for information."""

from partners.forms.answers import AnswersForm
from partners.forms.offers import OffersForm, without_row
from partners.forms.parts import (
    AreasForm,
    ConsentForm,
    PartForm,
    PeopleForm,
    SignatureForm,
    StatementsForm,
    WhoForm,
    part_form,
)

__all__ = [
    "AnswersForm",
    "AreasForm",
    "ConsentForm",
    "OffersForm",
    "PartForm",
    "PeopleForm",
    "SignatureForm",
    "StatementsForm",
    "WhoForm",
    "part_form",
    "without_row",
]
