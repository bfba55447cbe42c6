from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "portal.mail"
    label = "mail"
    verbose_name = "Mail"

    def ready(self) -> None:
        from portal.mail.tasks import nudge_waiting_mails
        from portal.publishing.documents import finished

        finished.register(nudge_waiting_mails)
