"""Pages of bodies and decisions on the desk."""

app_name = "meetings_desk"

urlpatterns: list = []
