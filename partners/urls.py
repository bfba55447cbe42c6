"""Public addresses of partners and letters, mounted below ``/{lang}/``."""

from django.urls import path

from partners.views import join, letters, profiles

app_name = "partners"
urlpatterns = [
    path("join/", join.join, name="join"),
    path("partners/", profiles.directory, name="directory"),
    path("partners/<slug:slug>/", profiles.partner, name="partner"),
    path("partners/<slug:slug>/letter.pdf", letters.partner_letter_pdf, name="letter_pdf"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<slug:reference>/", letters.letter, name="letter"),
    path("letters/<slug:reference>/confirmation.pdf", letters.confirmation_pdf, name="confirmation_pdf"),
    path("letters/<slug:reference>/letter.pdf", letters.published_letter_pdf, name="published_letter_pdf"),
]
