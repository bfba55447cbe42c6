"""Users and the staff roles they are appointed to."""

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import StaffRole
from portal.records.clock import now


class UserManager(BaseUserManager):
    """Makes users by e-mail address; there are no user names."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """For the console only: nobody works as superuser."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractUser):
    """Somebody who can sign in, by e-mail."""

    username = None
    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()

    def __str__(self) -> str:
        if self.is_erased:
            return str(_("Erased account"))
        return self.get_full_name() or self.email

    @property
    def is_erased(self) -> bool:
        """Whether the person behind the account was erased (``portal.accounts.data_map``)."""
        return self.email.endswith("@erased.invalid")


class StaffAppointmentQuerySet(models.QuerySet):
    def running(self) -> Self:
        """Appointments that give their right now."""
        return self.filter(until__isnull=True)


class StaffAppointment(models.Model):
    """A staff role held by a user over a time. Ending it takes the right away at the next request."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=20, choices=StaffRole)
    since = models.DateTimeField(_("since"), default=now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    appointed_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("appointed by"),
    )

    objects = StaffAppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("staff appointment")
        verbose_name_plural = _("staff appointments")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(until__isnull=True), name="staff_role_held_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="staff_appointment_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"
