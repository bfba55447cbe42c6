"""A pointer to any record: two plain columns, no foreign key."""

from typing import Any

from django.apps import apps
from django.db import models


def point_to(obj: models.Model) -> dict[str, Any]:
    """Return ``{"object_type": "partners.letter", "object_id": 7}`` for a saved record."""
    return {"object_type": obj._meta.label_lower, "object_id": obj.pk}


def resolve(object_type: str, object_id: int) -> models.Model | None:
    """Return the record a pointer names, or None when it is gone."""
    return apps.get_model(object_type)._default_manager.filter(pk=object_id).first()


class Pointed(models.Model):
    """Abstract: a row about any record."""

    object_type = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        abstract = True

    @property
    def about(self) -> models.Model | None:
        return resolve(self.object_type, self.object_id)
