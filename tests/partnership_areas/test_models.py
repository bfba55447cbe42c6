"""Areas, asked one by one and in the database."""

import pytest

from partnership_areas.models import Area


@pytest.mark.django_db
def test_an_area_knows_whether_it_is_one_of_those_to_choose():
    chosen = set(Area.objects.choosable())
    assert chosen
    assert {area for area in Area.objects.all() if area.is_choosable} == chosen
