"""Pages of bodies and decisions on the desk."""

from django.urls import path

from meetings.views import desk_amendments, desk_area_proposals, desk_areas, desk_decisions, offices
from meetings.views import desk_decision_verbs as verbs
from meetings.views.group import group_desk

app_name = "meetings_desk"

urlpatterns: list = [
    path("amendments/", desk_amendments.amendments, name="amendments"),
    path("amendments/new/", desk_amendments.new, name="amendment_new"),
    path("amendments/<uuid:uuid>/", desk_amendments.amendment, name="amendment"),
    path("amendments/<uuid:uuid>/edit/", desk_amendments.edit, name="amendment_edit"),
    path("amendments/<uuid:uuid>/translate/", desk_amendments.translate, name="amendment_translate"),
    path("amendments/<uuid:uuid>/<str:name>/", desk_amendments.verb, name="amendment_verb"),
    path("advisory-group/", group_desk, name="group"),
    path("offices/", offices.offices, name="offices"),
    path("offices/about-you/", offices.gender, name="own_gender"),
    path("offices/<int:pk>/consent/", offices.consent, name="office_consent"),
    path("offices/<int:pk>/handover/", offices.handover, name="handover"),
    path("decisions/", desk_decisions.decisions, name="decisions"),
    path("decisions/propose/<slug:body>/<slug:kind>/", desk_decisions.propose, name="decision_propose"),
    path("decisions/<uuid:uuid>/", desk_decisions.decision, name="decision"),
    path("decisions/<uuid:uuid>/position/", desk_decisions.position, name="decision_position"),
    path("decisions/<uuid:uuid>/edit/", verbs.edit, name="decision_edit"),
    path("decisions/<uuid:uuid>/discard/", verbs.discard, name="decision_discard"),
    path("decisions/<uuid:uuid>/open/", verbs.open_it, name="decision_open"),
    path("decisions/<uuid:uuid>/withdraw/", verbs.withdraw, name="decision_withdraw"),
    path("decisions/<uuid:uuid>/announce/", verbs.announce_it, name="decision_announce"),
    path("decisions/<uuid:uuid>/take-back/<int:pk>/", verbs.take_back, name="decision_take_back"),
    path("decisions/<uuid:uuid>/translate/<slug:language>/", verbs.translate, name="decision_translate"),
    path("area-proposals/", desk_area_proposals.proposals, name="area_proposals"),
    path("area-proposals/new/", desk_area_proposals.new, name="area_proposal_new"),
    path("area-proposals/<uuid:uuid>/", desk_area_proposals.proposal, name="area_proposal"),
    path("area-proposals/<uuid:uuid>/edit/", desk_area_proposals.edit, name="area_proposal_edit"),
    path("area-proposals/<uuid:uuid>/support/", desk_area_proposals.support_it, name="area_proposal_support"),
    path("area-proposals/<uuid:uuid>/<slug:verb>/", desk_area_proposals.verb, name="area_proposal_verb"),
    path("areas/<slug:code>/", desk_areas.area, name="area"),
    path("areas/<slug:code>/texts/", desk_areas.texts, name="area_texts"),
    path("areas/<slug:code>/messages/", desk_areas.message_list, name="area_messages"),
    path("areas/<slug:code>/messages/write/", desk_areas.write, name="area_write"),
    path("areas/<slug:code>/messages/<uuid:uuid>/", desk_areas.message, name="area_message"),
]
