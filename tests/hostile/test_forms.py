"""Every text field of every form: far too long, blank, of other planes; sent twice; nothing typed is lost."""

import re

import pytest
from django import forms
from django.apps import apps

from partners.enums import Step
from tests.hostile.inputs import FORMS
from tests.partners.desk import PAGES as PARTS
from tests.permissions.world import World

pytestmark = pytest.mark.django_db
LONG = {
    "300": "x" * 300,
    "5,000": "ä" * 5000,
    "100,000": "word " * 20_000,
    "other planes": "𝔐🜍" * 400,
    "wide blanks": "\u3000\u200b\u2028 " * 50,
    "combining": "a" + "\u0301" * 3000,
}


def text_fields(answer: object) -> list[str]:
    """Return the names of all text fields of the forms that a page was drawn with."""
    found = []
    for context in answer.context or ():
        for value in context.flatten().values() if hasattr(context, "flatten") else ():
            if isinstance(value, forms.BaseForm):
                found += [value.add_prefix(name) for name, field in value.fields.items() if is_text(field)]
    return list(dict.fromkeys(found))


def is_text(field: forms.Field) -> bool:
    return isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput)


@pytest.mark.parametrize("key", FORMS)
def test_text_too_long_is_refused_and_never_a_fault(world: World, key: str) -> None:
    target, faults = FORMS[key], []
    url, own = target.url(world), target.own_record
    names = text_fields(world.ask(target.who, "GET", url, own=own))
    for label, text in LONG.items():
        good = world.data(target.row)
        # All at once finds most faults; one at a time those that an earlier error hides.
        alone = [{name: text} for name in names] if label == "5,000" else []
        for attempt in [dict.fromkeys(names, text), *alone]:
            got = world.ask(target.who, "POST", url, good | attempt, own=own)
            if got.status_code >= 500:
                faults.append(f"{url} {label} in {list(attempt)}: {got.status_code}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("label", LONG)
@pytest.mark.parametrize("step", Step.values)
def test_parts_of_a_letter_take_or_show_again_what_is_too_long(world: World, step: str, label: str) -> None:
    letter = world.records["letter draft"]
    url = f"/desk/letters/{letter.uuid}/{step}/"
    who, own = "applicant", "letter draft"
    page = world.ask(who, "GET", url, own=own).content.decode()
    [version] = re.findall(r'name="version" value="(-?\d+)"', page)
    names = [name for name, value in PARTS[step].items() if isinstance(value, str) and is_free_text(name)]
    for name in names:
        typed = LONG[label]
        got = world.ask(who, "POST", url, PARTS[step] | {"version": version, name: typed}, own=own)
        assert got.status_code in (200, 302), (name, got.status_code)
        if got.status_code == 200 and typed.strip() and label in ("300", "5,000"):
            assert typed in got.content.decode(), f"{name}: what was typed is lost"


def is_free_text(name: str) -> bool:
    fixed = (
        "FORMS",
        "kind",
        "place",
        "language",
        "direction",
        "topic",
        "area",
        "areas",
        "supports",
        "commits",
    )
    return not name.endswith(
        fixed + ("declared", "acknowledges_publication", "consents_to_data", "signed_on")
    )


def counts() -> dict[str, int]:
    """Return how many rows each table of ours has."""
    ours = ("records", "files", "publishing", "mail", "accounts", "partnership_areas", "partners")
    models = (model for app in ours for model in apps.get_app_config(app).get_models())
    return {model._meta.label: model._base_manager.count() for model in models}


@pytest.mark.parametrize("key", FORMS)
def test_sent_twice_makes_one_record(world: World, key: str) -> None:
    """Double click, or "back" and once more: nothing is made a second time."""
    target = FORMS[key]
    url, data = target.url(world), world.data(target.row)
    if target.own:
        world.give(target.row.of, target.who)
    first = world.ask(target.who, "POST", url, data, keep=True)
    assert first.status_code in (302, 422)
    after = counts()
    second = world.ask(target.who, "POST", url, data, keep=True)
    assert second.status_code in (302, 403, 404, 409, 422)
    assert counts() == after
    world.ask(target.who, "GET", "/healthz")  # the cookies of before
