"""Public addresses of partners and letters, mounted below ``/{lang}/``."""

from django.urls import path

from partners.views import countries, directory, exchange, join, letters, logos, profiles, register, write

app_name = "partners"
urlpatterns = [
    path("join/", join.join, name="join"),
    path("join/invitations/<uuid:uuid>/refuse/", join.prospect_refuse, name="prospect_refuse"),
    path("partners/", directory.directory, name="directory"),
    path("partners/countries/", countries.countries, name="countries"),
    path("partners/countries/<slug:alpha2>/", countries.country, name="country"),
    path("partners/register/", register.register, name="register"),
    path("partners/offers/", exchange.offers, name="offers"),
    path("partners/<slug:slug>/write/", write.write, name="write"),
    path("partners/<slug:slug>/", profiles.partner, name="partner"),
    path("partners/<slug:slug>/logo.png", logos.logo, name="logo"),
    path("partners/<slug:slug>/letter.pdf", letters.partner_letter_pdf, name="letter_pdf"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<slug:reference>/", letters.letter, name="letter"),
    path("letters/<slug:reference>/confirmation.pdf", letters.confirmation_pdf, name="confirmation_pdf"),
    path("letters/<slug:reference>/letter.pdf", letters.published_letter_pdf, name="published_letter_pdf"),
]
