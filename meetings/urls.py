"""Public pages of bodies, decisions and guiding texts."""

from django.urls import path

from meetings.views import area_proposals, decisions, guidelines, history, structure
from meetings.views.group import group
from meetings.views.seat_answers import seat_invitation, seat_invitation_pdf, seat_letter

app_name = "meetings"

urlpatterns: list = [
    path("area-proposals/", area_proposals.area_proposals, name="area_proposals"),
    path("area-proposals/<slug:slug>/", area_proposals.area_proposal, name="area_proposal"),
    path("guidelines/", guidelines.guidelines, name="guidelines"),
    path("guidelines/amendments/", guidelines.amendments, name="amendments"),
    path("guidelines/amendments/<slug:slug>/", guidelines.amendment, name="amendment"),
    path("guidelines/<slug:code>/", guidelines.current, name="guiding_text_current"),
    path("guidelines/<slug:code>/compare/", guidelines.compare, name="guiding_compare"),
    path("guidelines/<slug:code>/<slug:label>.pdf", guidelines.guiding_text_pdf, name="guiding_text_pdf"),
    path("guidelines/<slug:code>/<slug:label>/", guidelines.guiding_text, name="guiding_text"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/feed.atom", decisions.decisions_feed, name="decisions_feed"),
    path("decisions/<slug:slug>/", decisions.decision, name="decision"),
    path("decisions/<slug:slug>.pdf", decisions.decision_pdf, name="decision_pdf"),
    path("advisory-group/", group, name="group"),
    path("invitations/seat/<uuid:uuid>/", seat_invitation, name="seat_invitation"),
    path("invitations/seat/<uuid:uuid>/letter.pdf", seat_invitation_pdf, name="seat_invitation_pdf"),
    path("invitations/seat/<int:pk>/letter.pdf", seat_letter, name="seat_letter"),
    path("structure/", structure.structure, name="structure"),
    path("structure/structure.pdf", structure.structure_pdf, name="structure_pdf"),
    path("advisory-group/history/", history.group_history, name="group_history"),
    path("partnership-areas/<slug:code>/history/", history.area_history, name="area_history"),
    path("office-holders/<int:pk>/", history.office_holder, name="office_holder"),
]
