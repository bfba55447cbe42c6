from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PartnershipAreasConfig(AppConfig):
    name = "partnership_areas"
    verbose_name = _("Partnership areas")

    def ready(self) -> None:
        from partnership_areas.reference import load_after_migrate

        post_migrate.connect(load_after_migrate, sender=self, dispatch_uid="partnership_areas.reference")
