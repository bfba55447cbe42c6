from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save, pre_migrate
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Bodies and decisions")

    def ready(self) -> None:
        from meetings import hooks
        from meetings.reference import body_for_new_area, load_reference
        from meetings.texts.guiding import load_after_migrate
        from meetings.triggers import install_after_migrate, lift_before_migrate
        from partnership_areas.models import Area

        hooks.register()
        post_save.connect(body_for_new_area, sender=Area, dispatch_uid="meetings.body_of_area")
        post_migrate.connect(load_reference, sender=self, dispatch_uid="meetings.reference")
        post_migrate.connect(load_after_migrate, sender=self, dispatch_uid="meetings.texts.guiding")
        pre_migrate.connect(lift_before_migrate, sender=self, dispatch_uid="meetings.triggers")
        post_migrate.connect(install_after_migrate, sender=self, dispatch_uid="meetings.triggers")
