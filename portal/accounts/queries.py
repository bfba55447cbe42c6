"""Questions about accounts."""

from django.db.models import QuerySet

from portal.accounts.models import User


def users_with_role(*roles: str) -> QuerySet[User]:
    """Return active users who hold at least one of the staff ``roles`` now, each once."""
    return User.objects.filter(
        is_active=True, appointments__until__isnull=True, appointments__role__in=[str(role) for role in roles]
    ).distinct()
