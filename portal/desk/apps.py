from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "portal.desk"
    label = "desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        from portal.desk.notices import desk_panel
        from portal.records import registries

        registries.desk_panels.register(desk_panel)
