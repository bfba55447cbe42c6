"""``import_partners``: messy lists in, twice without effect, each refused row with its reason."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from partners.actions.membership import end_membership
from partners.lists.reasons import say
from partners.lists.words import Words, heading_of
from partners.models import AreaParticipation, ImportJob, ImportRow, KnownWord, Membership, Organisation
from portal.records.audit import broken_lines
from portal.records.clock import today
from portal.records.models import AuditLine
from tests.factories import confirmed_letter, head, partner
from tests.partners.lists import text_list, workbook

pytestmark = pytest.mark.django_db
PUBLIC_LIST = Path(__file__).parent.parent / "data" / "partner_organisations.csv"


def run(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("import_partners", str(path), *options, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def everything() -> list[object]:
    """Return what an import could change, and the trail of it."""
    return [
        list(Organisation.objects.order_by("pk").values()),
        list(Membership.objects.order_by("pk").values()),
        list(AreaParticipation.objects.order_by("pk").values()),
        ImportJob.objects.count(),
        ImportRow.objects.count(),
        AuditLine.objects.count(),
    ]


# --- The public list ---------------------------------------------------------------------------------


@pytest.mark.rule("LOI-11")
def test_public_list_is_tried_then_imported_then_imported_again_without_effect(tmp_path):
    path = shutil.copy(PUBLIC_LIST, tmp_path / "list.csv")
    before = everything()
    tried = run(path, "--dry-run")
    assert "Would be 27 new, 0 added to, 0 unchanged, 2 refused; 29 rows." in tried
    assert "row 30 refused: Nomura Kohsan: The list does not say that this is a partner" in tried
    assert everything() == before
    assert "Done. 27 new, 0 added to, 0 unchanged, 2 refused" in run(path)
    assert Organisation.objects.partners().count() == 27
    bri = Organisation.objects.get(acronym="BRI")
    assert (bri.legal_name, bri.country.alpha2, bri.kind) == ("Biodiversity Research Institute", "US", "ngo")
    membership = bri.memberships.get()
    assert (membership.origin, membership.since, membership.letter) == ("imported", None, None)
    assert "about 2013-14" in membership.source
    assert list(bri.participations.values_list("area__code", "since")) == [("air-transport-fate", None)]
    carbon = Organisation.objects.get(legal_name="International Centre for Sustainable Carbon")
    assert carbon.other_names.get().text == "IEA Clean Coal Centre"
    assert "iea clean coal centre" in carbon.search_key
    assert (
        Organisation.objects.get(legal_name__startswith="Ministry of the Environment").country.alpha2 == "JP"
    )
    assert not Organisation.objects.filter(legal_name="Nomura Kohsan").exists()
    assert ImportJob.objects.get().refused == 2
    assert list(broken_lines()) == []
    after = everything()
    assert "Done. 0 new, 0 added to, 27 unchanged, 2 refused" in run(path)
    assert everything() == after


def test_second_list_in_another_order_with_french_headings_and_four_groups_adds_nothing_twice(tmp_path):
    run(shutil.copy(PUBLIC_LIST, tmp_path / "list.csv"))
    rows = [
        ("Universidad Inventada ", "Autres", "Perú", "", "partenaire"),
        ("NRDC", "ONG", "États-Unis", "asgm, waste-management", "partenaire"),
        ("ISDE", "ONG", "", "", "Partenaire"),
        ("Gouvernement du Burkina Faso", "Gouvernements", "", "", "partenaire"),
        ("Commission européenne", "OIG", "", "", "observateur"),
        ("Dartmouth  College", "Autres", "États-Unis d’Amérique", "", "partenaire"),
        ("BASEL CONVENTION SECRETARIAT", "OIG", "", "", "chef de file"),
    ]
    headings = ("Nom du partenaire", "Catégorie", "Pays", "Domaines de partenariat", "Statut")
    path = text_list(tmp_path / "liste.csv", rows, headings, delimiter=";", encoding="cp1252")
    assert "1 new, 2 added to, 3 unchanged, 1 refused; 7 rows." in run(path, "--dry-run")
    assert "1 new, 2 added to, 3 unchanged, 1 refused; 7 rows." in run(path)
    assert Organisation.objects.count() == 28
    nrdc = Organisation.objects.get(acronym="NRDC")
    assert set(nrdc.participations.values_list("area__code", flat=True)) == {"asgm", "waste-management"}
    assert Organisation.objects.get(legal_name="Universidad Inventada").kind == "other"
    assert Organisation.objects.get(legal_name="Dartmouth College").kind == "academia"
    after = everything()
    assert "0 new, 0 added to, 6 unchanged, 1 refused" in run(path)
    assert everything() == after


# --- Words ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kenya", "KE"),
        ("  kenya ", "KE"),
        ("CÔTE D’IVOIRE", "CI"),
        ("Ivory Coast", "CI"),
        ("Czech Republic", "CZ"),
        ("Tchéquie", "CZ"),
        ("Estados Unidos", "US"),
        ("U.S.A.", "US"),
        ("US", "US"),
        ("USA", "US"),
        ("Korea, Republic of", "KR"),
        ("Korea (Republic of)", "KR"),
        ("Iran", "IR"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Islamic Republic of Iran", "IR"),
        ("Tanzanie (République-Unie de)", "TZ"),
        ("The Netherlands", "NL"),
        ("Gambia, The", "GM"),
        ("Sénégal", "SN"),
        ("中国", "CN"),
        ("Global", "global"),
        ("mondial", "global"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_countries_are_known_in_many_spellings(text, code):
    assert Words().country(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Government of Czech Republic", "CZ"),
        ("Government of the United Republic of Tanzania", "TZ"),
        ("Gouvernement de la Côte d’Ivoire", "CI"),
        ("Gobierno del Perú", "PE"),
        ("Japan", "JP"),
        ("Ministry of Mines", None),
    ],
)
def test_governments_are_known_by_their_country(text, code):
    assert Words().government_of(text) == code


@pytest.mark.rule("LOI-1")
@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("ngo_civil_society", ("ngo",)),
        ("NGO / civil society", ("ngo",)),
        ("regional economic integration organization (REIO)", ("reio",)),
        ("intergovernmental/international organization", ("igo",)),
        ("industry or business", ("industry",)),
        ("academic or research institution", ("academia",)),
        ("Private sector", ("industry",)),
        ("Academia and science", ("academia",)),
        ("Governments", ("government",)),
        ("Intergovernmental", ("igo", "reio")),
        ("IGO", ("igo", "reio")),
        ("Others", ("industry", "academia", "other", "individual")),
        ("ONG", ("ngo",)),
        ("Martians", ()),
    ],
)
def test_kinds_are_known_in_long_form_and_in_groups(text, kinds):
    assert Words().kinds(text) == kinds


@pytest.mark.parametrize(
    ("text", "is_partner"),
    [
        ("partner", True),
        ("Partner ", True),
        ("area lead", True),
        ("area lead 2011-2018", True),
        ("cheffe de file", True),
        ("speaker; partner status not stated", False),
        ("former partner", False),
        ("not a partner", False),
        ("observer", False),
    ],
)
def test_only_partner_and_area_lead_are_partners(text, is_partner):
    assert Words().is_partner(text) is is_partner


def test_words_explained_once_are_known_for_the_next_list(tmp_path):
    path = text_list(tmp_path / "a.csv", [("Org A", "Zivil", "Atlantis", "", "partner", "")])
    assert "1 refused" in run(path)
    KnownWord.objects.create(what="kind", key="zivil", value="ngo")
    KnownWord.objects.create(what="country", key="atlantis", value="GR")
    assert "1 new" in run(path)
    assert Organisation.objects.get().country.alpha2 == "GR"
    assert heading_of("Nom de l’organisation") == "name"


# --- Rows ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("", "ngo", "KE", "", "partner", ""), "The name is missing."),
        (("x" * 251, "ngo", "KE", "", "partner", ""), "longer than 250"),
        (("Org", "", "KE", "", "partner", ""), "The kind is missing."),
        (("Org", "klub", "KE", "", "partner", ""), "The kind “klub” is not known."),
        (("Org", "ngo", "Atlantis", "", "partner", ""), "The country “Atlantis” is not known."),
        (("Org", "ngo", "KE", "moon", "partner", ""), "The area “moon” is not known."),
        (("Org", "ngo", "KE", "", "", ""), "says nothing there"),
        (("Org", "ngo", "KE", "", "speaker", ""), "does not say that this is a partner"),
        (("Jane Example", "individual", "KE", "", "partner", ""), "Individuals are not imported"),
        (("Ministry of Mines", "government", "", "", "partner", ""), "A government needs its country"),
        (
            ("Government of Japan", "government", "KE", "", "partner", ""),
            "The column says KE, the name says JP",
        ),
        (("=1+1", "ngo", "KE", "", "partner", ""), "formula"),
        (("Org", "ngo", "@SUM(A1)", "", "partner", ""), "formula"),
        (("Org", "ngo", "KE", "", "partner", "", "more"), "more cells than there are headings"),
    ],
)
def test_bad_row_is_refused_with_its_reason_and_the_good_ones_are_in(tmp_path, row, reason):
    good = ("Demonstration Good", "ngo", "KE", "asgm", "partner", "2020")
    out = run(text_list(tmp_path / "a.csv", [good, row]))
    assert "1 new, 0 added to, 0 unchanged, 1 refused; 2 rows." in out
    assert "row 3 refused" in out
    assert reason in out
    refused = ImportRow.objects.get(outcome="refused")
    assert reason in " ".join(say(refused.reasons))
    if "Jane" in row[0]:
        assert (refused.name, refused.cells) == ("", [])


def test_same_organisation_by_accent_acronym_and_brackets_is_one_row(tmp_path):
    rows = [
        ("Réseau Inventé pour l’Eau (RIE)", "ngo", "Senegal", "asgm", "partner", ""),
        ("Reseau invente pour l'eau", "NGOs", "Sénégal", "products", "partner", ""),
        ("RIE", "ONG", "SN", "", "partner", ""),
        ("RIE (Réseau Inventé pour l’Eau)", "ONG", "", "", "partner", ""),
        ("Réseau Inventé pour l’Eau", "ngo", "Mali", "", "partner", ""),
    ]
    assert "2 new, 1 added to, 2 unchanged, 0 refused" in run(
        text_list(tmp_path / "a.csv", rows, delimiter="\t")
    )
    here = Organisation.objects.get(country__alpha2="SN")
    assert (here.legal_name, here.acronym) == ("Réseau Inventé pour l’Eau", "RIE")
    assert here.participations.count() == 2
    unclear = [("Réseau Inventé pour l’Eau", "ngo", "", "", "partner", "")]
    assert "More than one organisation has this name" in run(text_list(tmp_path / "b.csv", unclear))


def test_blank_country_and_dates_are_filled_by_a_later_list(tmp_path):
    run(text_list(tmp_path / "a.csv", [("Demonstration Rivers", "ngo", "", "", "partner", "")]))
    headings = ("name", "acronym", "kind", "country", "site", "since")
    later = [("Demonstration Rivers", "DR", "ngo", "Kenya", "rivers.example.org", "2014-05-06")]
    assert "0 new, 1 added to" in run(text_list(tmp_path / "b.csv", later, headings))
    found = Organisation.objects.get()
    assert (found.country.alpha2, found.acronym, found.website) == ("KE", "DR", "https://rivers.example.org")
    assert found.identity_key == "demonstration rivers|KE"
    assert found.memberships.get().since.isoformat() == "2014-05-06"
    assert "0 new, 0 added to, 1 unchanged" in run(text_list(tmp_path / "b.csv", later, headings))
    wrong = [("Demonstration Lakes", "", "ngo", "Kenya", "no address", "2999-01-01")]
    assert "lies in the future" in run(text_list(tmp_path / "c.csv", wrong, headings))


def test_what_a_partner_said_itself_is_not_changed_by_a_list(tmp_path):
    letter = confirmed_letter(acronym="", legal_name="Demonstration Letter Writers")
    row = ("Demonstration Letter Writers (DLW)", "industry", "KE", "products", "partner", "")
    out = run(text_list(tmp_path / "a.csv", [row]), "-v2")
    assert "0 new, 0 added to, 1 unchanged" in out
    assert "its own data are kept" in out
    assert "the register keeps “NGO or civil society”" in out
    organisation = letter.organisation
    organisation.refresh_from_db()
    assert (organisation.acronym, organisation.participations.count()) == ("", 1)


@pytest.mark.rule("LOI-9")
def test_ended_membership_and_area_that_was_left_are_not_resumed(tmp_path):
    ended, active = partner(legal_name="Demonstration Gone"), partner(legal_name="Demonstration Here")
    end_membership(ended.memberships.get(), by=head(), ending="withdrawn", reason="Asked")
    active.participations.update(until=today())
    rows = [
        (name, "ngo", "Kenya", "asgm", "partner", "") for name in ("Demonstration Gone", "Demonstration Here")
    ]
    out = run(text_list(tmp_path / "a.csv", rows))
    assert "0 new, 0 added to, 1 unchanged, 1 refused" in out
    assert "It resumes by a new letter" in out
    assert not AreaParticipation.objects.running().exists()


# --- Files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_is_read_in_any_encoding_and_delimiter(tmp_path, encoding, delimiter):
    row = ("Écologie « inventée »", "ngo", "Côte d’Ivoire", "asgm", "partner", "")
    run(text_list(tmp_path / "a.csv", [row], delimiter=delimiter, encoding=encoding))
    assert Organisation.objects.get().legal_name == row[0]


def test_workbook_is_read_below_a_title_and_formulas_are_refused(tmp_path):
    rows = [
        (),
        ("Nom", "Type", "Pays", "Année"),
        ("Demonstration Écoles", "ONG", "Togo", 2013.0),
        ("Demonstration Formula", "ONG", '="To"&"go"', None),
        ("Demonstration Date", "ONG", "Togo", None),
    ]
    path = workbook(tmp_path / "a.xlsx", rows, ["Liste des partenaires"])
    out = run(path)
    assert "2 new, 0 added to, 0 unchanged, 1 refused; 3 rows." in out
    assert "row 5 refused: Demonstration Formula" in out


def test_own_export_comes_back_unchanged(tmp_path, client):
    partner(legal_name="=Demonstration, Strange", acronym="DS", areas=("asgm", "products"))
    partner(legal_name="Demonstration Plain", areas=())
    for ending in ("csv", "xlsx"):
        response = client.get(f"/en/partners/?format={ending}")
        content = b"".join(response.streaming_content) if response.streaming else response.content
        path = tmp_path / f"partners.{ending}"
        path.write_bytes(content)
        # A name that looks like a formula is refused, never computed.
        assert "0 new, 0 added to, 1 unchanged, 1 refused; 2 rows." in run(path)


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (101 * 1024 * 1024))
    return path


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"just one line of text\nand another", "no table"),
        ("a.csv", b"animal,colour\ncat,black\n", "No column was recognised for: Name, Kind"),
        ("a.csv", b"%PDF-1.7 ...", "not a CSV file"),
        ("a.csv", b"<!doctype html><table>", "not a CSV file"),
        ("a.csv", b"name,kind\n\x00\x00,ngo", "not a CSV file"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "Choose a file of this kind"),
        ("a.xlsx", b"PK\x03\x04 broken", "not a XLSX file"),
        ("a.csv", b"name,kind" + b",x" * 80 + b"\n", "more than 60 columns"),
        ("a.csv", b"name,kind\n" + b"A,ngo\n" * 20_001, "more than 20000 rows"),
        ("a.csv", b'name,kind\n"' + b"A" * 200_000 + b'",ngo\n', "cannot be read as a table"),
    ],
)
def test_what_is_no_list_is_refused_whole(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        run(path)
    assert not Organisation.objects.exists()


def test_zip_bomb_and_missing_file_are_refused(tmp_path):
    with pytest.raises(CommandError, match="unpacks to far more"):
        run(bomb(tmp_path / "bomb.xlsx"))
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "nothing.csv")


def test_import_that_fails_half_way_leaves_nothing(tmp_path, monkeypatch):
    rows = [(f"Demonstration {number}", "ngo", "KE", "asgm", "partner", "") for number in range(5)]
    path = text_list(tmp_path / "a.csv", rows)
    monkeypatch.setattr("partners.lists.writer.BATCH", 2)
    # Another import wrote the last one meanwhile: its key is taken when this one comes to it.
    monkeypatch.setattr("partners.lists.known.Register._load", lambda self: None)
    partner(legal_name="Demonstration 4")
    before = everything()
    with pytest.raises(CommandError, match="changed meanwhile"):
        run(path)
    assert everything() == before
