"""What the documentation names is there: files, links, commands, settings, decisions in order."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DECISIONS = sorted(ROOT.glob("docs/adr/*.md"))
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
# Commands that are announced for later, in the page that says so.
ANNOUNCED: set[str] = set()
# What only `make run` and the demonstration read; docs/operations.md names them apart.
DEVELOPMENT_ONLY = {"PORT", "DEBUG", "DEMONSTRATION"}

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"`([^`\n]+)`")
MAKE = re.compile(r"(?:`|^)make ([a-z]+)", re.MULTILINE)
MANAGE = re.compile(r"manage\.py ([a-z_]+)")
SETTING = re.compile(r"""env(?:\.\w+)?\(\s*"([A-Z_]+)\"""")
SHELL_LINE = re.compile(r"^#?([A-Z_]+)=", re.MULTILINE)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture(scope="module")
def operations() -> str:
    return (ROOT / "docs/operations.md").read_text()


def settings_read() -> set[str]:
    return set(SETTING.findall((ROOT / "portal/settings.py").read_text())) | {
        "BROKER_URL",
        "DATABASE_URL",
        "CACHE_URL",
        "EMAIL_URL",
    }


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_files(page):
    targets = [link for link in LINK.findall(page.read_text()) if "://" not in link]
    assert [link for link in targets if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_that_are_named_exist(page):
    names = [name.split()[0].rstrip("/") for name in CODE.findall(page.read_text()) if name.split()]
    paths = [name for name in names if "/" in name and name.partition("/")[0] in FOLDERS - {"var"}]
    # <name>, xx, … and {…} stand for something; * stands for several.
    plain = [name for name in paths if not re.search(r"[<>{}…()]|\bxx\b|NNNN", name)]
    made_later = {"deploy/env", "deploy/certs"}
    missing = [name for name in plain if name not in made_later and not any(ROOT.glob(name))]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_make_targets_that_are_named_exist(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(MAKE.findall(page.read_text())) <= targets


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_that_are_named_exist(page):
    assert set(MANAGE.findall(page.read_text())) <= set(get_commands()) | ANNOUNCED


def test_decisions_are_numbered_without_gap_and_say_their_number():
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    for number, path in zip(numbers, DECISIONS, strict=True):
        lines = path.read_text().splitlines()
        assert lines[0].startswith(f"# {number}. "), path.name
        assert lines[2].startswith("Accepted, "), path.name


def test_pages_of_a_repository_are_there():
    names = {"README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "LICENSE"}
    assert [name for name in sorted(names) if not (ROOT / name).is_file()] == []


def test_every_guide_is_linked_from_the_readme():
    readme = (ROOT / "README.md").read_text()
    guides = [name_of(path) for path in sorted(ROOT.glob("docs/guides/*.md"))]
    assert [guide for guide in guides if guide not in readme] == []


def test_picture_of_the_home_page_is_small():
    assert (ROOT / "docs/img/home.png").stat().st_size < 200_000


def test_env_example_names_every_setting_and_nothing_else():
    listed = set(SHELL_LINE.findall((ROOT / "deploy/env.example").read_text()))
    assert listed - {"POSTGRES_PASSWORD"} == settings_read() - DEVELOPMENT_ONLY


def test_operations_guide_explains_every_setting(operations):
    named = set(CODE.findall(operations))
    listed = set(SHELL_LINE.findall((ROOT / "deploy/env.example").read_text()))
    assert sorted((settings_read() | listed) - named) == []


def test_operations_guide_names_the_tables_that_exist(operations):
    from portal.mail.models import OutboundEmail
    from portal.publishing.models import PdfJob

    for model in (OutboundEmail, PdfJob):
        assert re.search(rf"FROM {model._meta.db_table}\s", operations)


def test_operations_guide_installs_the_libraries_of_make_run(operations):
    from scripts import prepare

    [line] = [line for line in operations.splitlines() if line.startswith("apt-get install")]
    assert set(prepare.FOR_RUN) <= set(line.split())
