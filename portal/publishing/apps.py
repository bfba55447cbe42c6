from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "portal.publishing"
    label = "publishing"
    verbose_name = "Publishing"

    def ready(self) -> None:
        from portal.publishing.queries import waiting_for_makers
        from portal.records import registries

        registries.staff_waiting.register(waiting_for_makers)
