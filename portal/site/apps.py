from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SiteConfig(AppConfig):
    name = "portal.site"
    label = "site"
    verbose_name = "Site"

    def ready(self) -> None:
        from portal.site.setup import set_up_after_migrate

        post_migrate.connect(set_up_after_migrate, sender=self, dispatch_uid="site.setup")
