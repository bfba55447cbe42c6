from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    name = "portal.records"
    label = "records"
    verbose_name = "Records"

    def ready(self) -> None:
        from portal.records import wording
        from portal.records.triggers import install_after_migrate

        wording.install()
        post_migrate.connect(install_after_migrate, sender=self, dispatch_uid="records.triggers")
