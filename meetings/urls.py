"""Public pages of bodies, decisions and guiding texts."""

from django.urls import path

from meetings.views import history, structure

app_name = "meetings"

urlpatterns: list = [
    path("structure/", structure.structure, name="structure"),
    path("structure/structure.pdf", structure.structure_pdf, name="structure_pdf"),
    path("advisory-group/history/", history.group_history, name="group_history"),
    path("partnership-areas/<slug:code>/history/", history.area_history, name="area_history"),
    path("office-holders/<int:pk>/", history.office_holder, name="office_holder"),
]
