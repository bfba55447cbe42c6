"""Pages of bodies and decisions on the desk."""

from django.urls import path

from meetings.views import desk_areas, desk_decisions, offices
from meetings.views.group import group_desk

app_name = "meetings_desk"

urlpatterns: list = [
    path("advisory-group/", group_desk, name="group"),
    path("offices/", offices.offices, name="offices"),
    path("offices/about-you/", offices.gender, name="own_gender"),
    path("offices/<int:pk>/consent/", offices.consent, name="office_consent"),
    path("offices/<int:pk>/handover/", offices.handover, name="handover"),
    path("decisions/<uuid:uuid>/", desk_decisions.decision, name="decision"),
    path("areas/<slug:code>/", desk_areas.area, name="area"),
    path("areas/<slug:code>/texts/", desk_areas.texts, name="area_texts"),
    path("areas/<slug:code>/messages/", desk_areas.message_list, name="area_messages"),
    path("areas/<slug:code>/messages/write/", desk_areas.write, name="area_write"),
    path("areas/<slug:code>/messages/<uuid:uuid>/", desk_areas.message, name="area_message"),
]
