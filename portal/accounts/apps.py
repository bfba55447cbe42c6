from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_migrate, post_save


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from portal.accounts.groups import sync_after_appointment, sync_after_migrate
        from portal.accounts.models import StaffAppointment
        from portal.accounts.roles import staff_roles
        from portal.accounts.signals import remember_second_factor, tell_who_signed_in
        from portal.records.registries import roles

        roles.register(staff_roles)
        user_logged_in.connect(tell_who_signed_in, dispatch_uid="accounts.signed_in")
        authenticator_added.connect(remember_second_factor, dispatch_uid="accounts.second_factor")
        for signal in (post_save, post_delete):
            signal.connect(
                sync_after_appointment, sender=StaffAppointment, dispatch_uid="accounts.appointment"
            )
        # Last of all apps: Wagtail and Django make the permissions of each app while migrate goes through them.
        last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
        post_migrate.connect(sync_after_migrate, sender=last, dispatch_uid="accounts.groups")
