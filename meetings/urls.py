"""Public pages of bodies, decisions and guiding texts."""

app_name = "meetings"

urlpatterns: list = []
