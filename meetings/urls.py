"""Public pages of bodies, decisions and guiding texts."""

from django.urls import path

from meetings.views import decisions, history, structure

app_name = "meetings"

urlpatterns: list = [
    path("decisions/<str:slug>/", decisions.decision, name="decision"),
    path("decisions/<str:slug>.pdf", decisions.decision_pdf, name="decision_pdf"),
    path("structure/", structure.structure, name="structure"),
    path("structure/structure.pdf", structure.structure_pdf, name="structure_pdf"),
    path("advisory-group/history/", history.group_history, name="group_history"),
    path("partnership-areas/<slug:code>/history/", history.area_history, name="area_history"),
    path("office-holders/<int:pk>/", history.office_holder, name="office_holder"),
]
