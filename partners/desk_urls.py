"""Letters of intent and organisations on the desk, mounted at ``/desk/``."""

from django.urls import path

from partners import people_urls, profile_urls, standing_urls
from partners.views import contacts, desk_answers, desk_letter, desk_organisation, desk_steps, exchange, join

app_name = "partners_desk"
urlpatterns = [
    path("contacts/", contacts.contacts, name="contacts"),
    path("messages/", contacts.message_list, name="messages"),
    path("messages/<uuid:uuid>/", contacts.message, name="message"),
    path("messages/<uuid:uuid>/report/", contacts.report, name="report_message"),
    path("organisations/<slug:slug>/matches/", exchange.matches, name="matches"),
    path("organisations/<slug:slug>/address/", exchange.address, name="address"),
    *people_urls.urlpatterns,
    *standing_urls.urlpatterns,
    *profile_urls.urlpatterns,
    path("organisations/<slug:slug>/", desk_organisation.home, name="organisation"),
    path("letters/on-behalf/", join.start_on_behalf, name="start_on_behalf"),
    path("letters/<uuid:uuid>/", desk_letter.letter, name="letter"),
    path("letters/<uuid:uuid>/check/", desk_letter.check, name="check"),
    path("letters/<uuid:uuid>/preview/", desk_letter.preview, name="preview"),
    path("letters/<uuid:uuid>/withdraw/", desk_letter.withdraw, name="withdraw"),
    path("letters/<uuid:uuid>/delete/", desk_letter.delete, name="delete"),
    path("letters/<uuid:uuid>/confirmation.pdf", desk_letter.confirmation, name="confirmation"),
    path("letters/<uuid:uuid>/answer/", desk_answers.answer, name="answer"),
    path("letters/<uuid:uuid>/answer/check/", desk_answers.check_answers, name="check_answers"),
    path("letters/<uuid:uuid>/<slug:step>/", desk_steps.step, name="step"),
]
