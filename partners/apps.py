from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = _("Partners")

    def ready(self) -> None:
        from partners import hooks
        from partners.reference import load_reference

        hooks.register()
        post_migrate.connect(load_reference, sender=self, dispatch_uid="partners.reference")
