"""The checks of `make check` find what they are there for, and find nothing in this repository."""

import subprocess
import sys
from pathlib import Path

import polib
import pytest

from scripts import check_files, check_rules, check_translations, messages

ROOT = Path(__file__).resolve().parent.parent.parent


# --- Rules without a test ---


def test_rules_in_finds_decorators_and_module_marks():
    source = """
pytestmark = [pytest.mark.rule("A-1")]

@pytest.mark.rule("B-2", "C-3")
def test_x(): ...
"""
    assert check_rules.rules_in(source) == {"A-1", "B-2", "C-3"}


def test_rule_without_a_test_is_named(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/rules.txt").write_text("A-1\nA-2\n")
    (tmp_path / "tests/test_a.py").write_text(
        'import pytest\n\n@pytest.mark.rule("A-1")\ndef test_x(): ...\n'
    )
    assert check_rules.problems(tmp_path) == ["A-2: no test is marked with it"]


def test_mark_of_an_unknown_rule_is_named(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/rules.txt").write_text("")
    (tmp_path / "tests/test_a.py").write_text(
        'import pytest\n\n@pytest.mark.rule("A-9")\ndef test_x(): ...\n'
    )
    assert check_rules.problems(tmp_path) == ["A-9: marked in a test, not in tests/rules.txt"]


# --- Files ---


@pytest.mark.parametrize(
    "name, text, expected",
    [
        ("a.py", "x = 1\n" * 501, ["a.py: 501 lines; a file ends at 500"]),
        ("a.py", "x = 1\n" * 500, []),
        ("app/migrations/0001_initial.py", "x = 1\n" * 900, []),
        ("data.csv", "a,b\n" * 900, []),
        ("a.txt", "see https://py" + "pi.org/simple\n", ["a.txt: names a package registry's address"]),
        ("package-lock.json", ' "resolved": "x"\n', ['package-lock.json: holds "resolved" addresses']),
        ("a.py", "<" * 7 + " HEAD\n", ["a.py: holds a merge conflict"]),
    ],
)
def test_problems_of_a_file(name, text, expected):
    assert check_files.problems_of(name, text) == expected


def test_files_under_version_control_have_no_problem():
    assert check_files.problems(ROOT) == []


# --- Translations ---


def entry(**values) -> polib.POEntry:
    return polib.POEntry(**values)


@pytest.mark.parametrize(
    "given, expected",
    [
        (entry(msgid="Send", msgstr="Envoyer"), []),
        (entry(msgid="Send", msgstr=""), ["fr: 'Send' is not translated"]),
        (entry(msgid="Send", msgstr="Envoyer", flags=["fuzzy"]), ["fr: 'Send' is only guessed (fuzzy)"]),
        (entry(msgid="Send", msgstr="", obsolete=True), []),
        (entry(msgid="%(n)s left", msgstr="reste %(n)s"), []),
        (
            entry(msgid="%(n)s left", msgstr="reste"),
            ["fr: '%(n)s left' has other placeholders than its translation"],
        ),
        (
            entry(msgid="One", msgid_plural="%(n)s of them", msgstr_plural={0: "Un", 1: "%(n)s"}),
            [],
        ),
        (
            entry(msgid="One", msgid_plural="%(n)s of them", msgstr_plural={0: "Un", 1: ""}),
            ["fr: 'One' is not translated"],
        ),
    ],
)
def test_problems_of_a_catalogue_entry(given, expected):
    assert check_translations.problems_of_catalogue("fr", [given]) == expected


@pytest.fixture
def mail_texts(tmp_path):
    folder = tmp_path / "partners/mail/hello"
    folder.mkdir(parents=True)
    for language, subject in (("en", "Hello"), ("fr", "Bonjour"), ("es", "Hola")):
        (folder / f"{language}.txt").write_text(f"Subject: {subject} {{name}}\n\nText\n")
    return folder


def test_mail_texts_that_fit_together_are_no_problem(tmp_path, mail_texts):
    assert check_translations.problems_of_mails(tmp_path) == []


def test_mail_text_that_is_missing_is_named(tmp_path, mail_texts):
    (mail_texts / "es.txt").unlink()
    assert check_translations.problems_of_mails(tmp_path) == [
        "partners/mail/hello/es.txt is missing or empty"
    ]


def test_mail_text_that_lost_a_placeholder_is_named(tmp_path, mail_texts):
    (mail_texts / "fr.txt").write_text("Subject: Bonjour\n\nTexte\n")
    found = check_translations.problems_of_mails(tmp_path)
    assert found == ["partners/mail/hello/fr.txt differs from en.txt in placeholders: name"]


def test_mail_text_without_subject_is_named(tmp_path, mail_texts):
    (mail_texts / "fr.txt").write_text("Bonjour {name}\n")
    found = check_translations.problems_of_mails(tmp_path)
    assert found == ["partners/mail/hello/fr.txt does not begin with 'Subject: …'"]


def test_compiled_catalogue_leaves_out_what_is_guessed(tmp_path):
    folder = tmp_path / "portal/locale/fr/LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.append(entry(msgid="Send", msgstr="Envoyer"))
    catalogue.append(entry(msgid="Draft", msgstr="Courant", flags=["fuzzy"]))
    catalogue.save(str(folder / "django.po"))
    assert messages.compile_all(tmp_path) == [folder / "django.mo"]
    assert [found.msgid for found in polib.mofile(str(folder / "django.mo"))] == ["Send"]


# --- Import layers ---


def test_lower_apps_never_import_higher_ones():
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
