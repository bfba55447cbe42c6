"""The secretariat's side of the app in the Wagtail admin."""
