"""The data map names every column that could hold a person's data, and names columns that exist."""

import pytest
from django.apps import apps
from django.db import models

from portal.accounts.models import User
from portal.records.personal import Subject, describe, holdings, is_person_like, unmapped


def test_every_column_that_could_hold_personal_data_is_in_the_data_map():
    missing = unmapped()
    assert not missing, (
        "Say in the app's data_map.py what these hold about persons and what happens to it on erasure "
        f"(see portal/records/personal.py): {', '.join(missing)}"
    )


def test_a_table_that_nobody_described_is_told_column_by_column():
    class Visit(models.Model):
        def __str__(self):
            return self.guest

        guest = models.CharField(max_length=100)
        address = models.EmailField()
        host = models.ForeignKey(User, on_delete=models.CASCADE)
        ip = models.GenericIPAddressField()
        scan = models.FileField()
        noted_on = models.DateField()
        kind = models.CharField(max_length=10, choices=[("a", "A")])

        class Meta:
            app_label = "privacy"
            managed = False

    try:
        Visit.__module__ = "portal.privacy.models"
        expected = [f"privacy.visit.{name}" for name in ("address", "guest", "host", "ip", "scan")]
        assert unmapped([Visit]) == expected
        Visit.__module__ = "somebody.elses.models"
        assert unmapped([Visit]) == [f"privacy.visit.{name}" for name in ("address", "host", "ip")]
    finally:
        del apps.all_models["privacy"]["visit"]
        apps.clear_cache()


def test_a_column_that_is_not_there_cannot_be_described():
    with pytest.raises(ValueError, match="accounts.user has no field nickname"):
        describe(User, blank=("nickname",))


def test_what_is_emptied_can_be_emptied():
    for holding in holdings():
        for name in holding.blank:
            target = holding.model._meta.get_field(name)
            assert target.null or isinstance(
                target, models.CharField | models.TextField | models.JSONField
            ), f"{holding.label}.{name} cannot be empty"


def test_every_table_with_rows_about_a_person_has_a_name_and_says_what_happens():
    for holding in holdings():
        if holding.about or holding.find:
            assert str(holding.title), holding.label
            assert holding.changes or holding.kept or holding.label == "files.storedfile", holding.label


def test_a_name_is_recognised_in_any_order_and_without_accents():
    subject = Subject()
    subject.note(given="José", family="Núñez Prado")
    assert subject.is_name("jose nunez prado") and subject.is_name("Núñez Prado, José")
    assert not subject.is_name("José") and not subject.is_name("") and not subject.is_name(None)


def test_pointers_to_persons_count_wherever_they_stand():
    links = [
        f"{model._meta.label_lower}.{item.name}"
        for model in apps.get_models()
        for item in model._meta.local_fields
        if is_person_like(item, own=False)
    ]
    assert {"partners.organisationperson.person", "account.emailaddress.user"} <= set(links)
