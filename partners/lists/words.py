"""What headings and words of a list mean: English, French and Spanish, long forms and groups, old names."""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from partners.enums import FOUR_GROUPS, GLOBAL, SITE_GROUPS, ImportWord, PartnerKind
from partners.models import KnownWord
from partnership_areas.models import Area, Country
from portal.records.text import normalise_name

K = PartnerKind
NAMES_FILE = Path(__file__).resolve().parent.parent / "data" / "country_names.csv"
LANGUAGES = ("en", "fr", "es")
IGNORE = "-"

COLUMNS = {
    "name": _("Name"),
    "acronym": _("Acronym"),
    "kind": _("Kind"),
    "country": _("Country"),
    "areas": _("Areas"),
    "standing": _("Standing"),
    "since": _("Member since"),
    "as_of": _("Date or origin of the information"),
    "website": _("Site"),
    "other_names": _("Other names"),
    IGNORE: _("Not read"),
}
REQUIRED = ("name", "kind")

HEADINGS = {
    "name": "name, full name, legal name, official name, organisation, organization, organisation name, "
    "organization name, name of organisation, name of organization, name of the organisation, "
    "name of the organization, partner, partners, partner name, name of partner, entity, institution, "
    "nom, nom complet, nom officiel, nom de l organisation, nom du partenaire, denomination, raison sociale, "
    "partenaire, partenaires, institution, entite, nombre, nombre oficial, nombre de la organizacion, "
    "organizacion, asociado, entidad",
    "acronym": "acronym, abbreviation, short name, acronyme, sigle, abreviation, siglas, sigla, acronimo",
    "kind": "kind, type, category, kind of partner, type of partner, type of organisation, "
    "type of organization, partner type, stakeholder group, group, sector, genre, categorie, "
    "type de partenaire, type d organisation, nature, groupe, secteur, tipo, categoria, tipo de asociado, "
    "tipo de organizacion, grupo",
    "country": "country, country name, country or territory, country of origin, location, state, nation, "
    "pays, pays ou territoire, pays d origine, lieu, pais, pais o territorio",
    "areas": "areas, area, partnership area, partnership areas, areas of interest, area codes, areas codes, "
    "domaine, domaines, domaine de partenariat, domaines de partenariat, domaines d interet, "
    "esfera, esferas, esferas de asociacion, area de asociacion, areas de asociacion",
    "standing": "standing, status, role, statut, qualite, role dans le partenariat, situation, estado, "
    "situacion, calidad",
    "since": "since, member since, partner since, date of membership, joined, joined on, date joined, "
    "date of joining, depuis, membre depuis, partenaire depuis, date d adhesion, adhesion, desde, "
    "asociado desde, fecha de adhesion",
    "as_of": "as of, source, date, information as of, reference, origin, en date de, date de l information, "
    "etat au, provenance, origine, fecha, fuente, a fecha de, procedencia",
    "website": "website, site, web, web site, url, homepage, site web, site internet, sitio, sitio web, "
    "pagina web",
    "other_names": "other names, other name, aliases, alias, former name, former names, also known as, "
    "autres noms, autre nom, ancien nom, anciens noms, otros nombres, otro nombre, nombre anterior",
}
_HEADINGS = {name.strip(): field for field, names in HEADINGS.items() for name in names.split(",")}

# Words for the eight kinds, beside their codes and the interface's own labels.
KIND_WORDS = {
    K.GOVERNMENT: "government, governments, national government, governmental, gov, govt, state, ministry, "
    "gouvernement, gouvernements, etat, etats, gobierno, gobiernos, estado",
    K.REIO: "reio, regional economic integration organisation, regional economic integration organization, "
    "regional economic integration organizations, oier, "
    "organisation regionale d integration economique, organisation d integration economique regionale, "
    "organizacion regional de integracion economica, organizacion de integracion economica regional",
    K.IGO: "igo, igos, international organisation, international organization, international organisations, "
    "intergovernmental, intergovernmental organisation, intergovernmental organization, "
    "intergovernmental organisations, intergovernmental organizations, intergovernmental or international "
    "organization, intergovernmental international organization, un agency, un, oig, "
    "organisation intergouvernementale, organisations intergouvernementales, organisation internationale, "
    "intergouvernemental, intergouvernementales, organizacion intergubernamental, "
    "organizaciones intergubernamentales, intergubernamental, organizacion internacional",
    K.INDUSTRY: "industry, business, private, private sector, industry business, industry or business, "
    "company, industry and business, secteur prive, industrie, entreprise, entreprises, "
    "industrie ou entreprise, sector privado, industria, empresa, empresas, industria o empresa",
    K.NGO: "ngo, ngos, civil society, ngo civil society, ngo or civil society, cso, non profit, nonprofit, "
    "non governmental organisation, non governmental organization, non governmental organisations, "
    "non governmental organizations, ong, ongs, organisation non gouvernementale, "
    "organisations non gouvernementales, societe civile, ong ou societe civile, ong societe civile, "
    "organizacion no gubernamental, organizaciones no gubernamentales, sociedad civil",
    K.ACADEMIA: "academia, academic, academic or research institution, academia research, "
    "academia and science, science, research, research institution, university, universities, academic "
    "institution, universite, recherche, institution de recherche, etablissement universitaire, "
    "etablissement universitaire ou de recherche, milieu universitaire et scientifique, "
    "universites et science, monde universitaire, universidad, investigacion, institucion de investigacion, "
    "institucion academica, mundo academico y ciencia",
    K.INDIVIDUAL: "individual, individuals, person, particulier, particuliers, individu, personne, "
    "persona, particular",
    K.OTHER: "other entity, autre entite, otra entidad, other entities, autres entites, otras entidades",
}
# What only a grouped list says: several kinds may be meant.
GROUP_WORDS = {
    "others": FOUR_GROUPS["other"],
    "other": FOUR_GROUPS["other"],
    "autres": FOUR_GROUPS["other"],
    "autre": FOUR_GROUPS["other"],
    "otros": FOUR_GROUPS["other"],
    "otras": FOUR_GROUPS["other"],
    "otro": FOUR_GROUPS["other"],
}
WORLD = frozenset(
    "global, worldwide, world wide, world, international, mondial, monde, monde entier, mundial, mundo, "
    "internacional, multi country, several countries, plusieurs pays".split(", ")
)
PARTNER_WORDS = re.compile(
    r"^(confirmed |current |active )?"
    r"(partner|partenaire|asociado|area lead|area co lead|lead|co lead|chef de file|cheffe de file|"
    r"co chef de file|coordinador|coordinadora|cocoordinador|lead of the area|coordinateur)"
    r"( of [a-z ]+)?( (since )?[0-9 ]+)?$"
)
GOVERNMENT = re.compile(
    r"^(?:the |le |el )?(?:government|govt|gouvernement|gobierno) (?:of |de |du |des |del |d )?(.+)$"
)
ARTICLES = re.compile(r"^(?:the|la|le|les|l|el|los|las)\s+")


def key_of(text: str) -> str:
    """Return the form in which a word of a list is looked up; case, accents, signs do not count."""
    return normalise_name(text.replace("_", " ").replace("&", " and "))[:200]


def heading_of(text: str) -> str | None:
    """Return the field that a heading stands for, or None when nobody knows it."""
    return _HEADINGS.get(key_of(text)) if text else None


def _kinds() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for kind, words in KIND_WORDS.items():
        for word in words.split(","):
            found[key_of(word)] = (kind.value,)
        found[key_of(kind.value)] = (kind.value,)
    for groups in (SITE_GROUPS, FOUR_GROUPS):
        for code, kinds in groups.items():
            if code in ("intergovernmental", "igo", "academia", "private", "ngos", "ngo"):
                found.setdefault(code, tuple(kind.value for kind in kinds))
    for word, kinds in GROUP_WORDS.items():
        found[word] = tuple(kind.value for kind in kinds)
    # "Intergovernmental" and "IGO" of a grouped list may mean a regional organization too.
    for word in ("intergovernmental", "igo", "igos", "intergouvernemental", "intergubernamental", "oig"):
        found[word] = (K.IGO.value, K.REIO.value)
    return found


KINDS = _kinds()


@dataclass
class Words:
    """The vocabulary for one list: what was chosen for it, what was remembered, what is built in.

    ``chosen`` maps "kind", "country", "area", "standing" and "column" to {key: value}.
    """

    chosen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    known: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, chosen: Mapping[str, Mapping[str, str]] | None = None) -> "Words":
        """Read what was remembered: one query."""
        known: dict[str, dict[str, str]] = {}
        for what, key, value in KnownWord.objects.values_list("what", "key", "value"):
            known.setdefault(what, {})[key] = value
        return cls(chosen or {}, known)

    def explained(self, what: str, text: str) -> str | None:
        key = key_of(text)
        return self.chosen.get(what, {}).get(key) or self.known.get(what, {}).get(key)

    def column(self, heading: str) -> str | None:
        return self.explained(ImportWord.COLUMN, heading) or heading_of(heading)

    def kinds(self, text: str) -> tuple[str, ...]:
        """Return the kinds that a word may mean, () when unknown; the first kind that fits is last resort."""
        chosen = self.explained(ImportWord.KIND, text)
        if chosen:
            return (chosen,)
        return KINDS.get(key_of(text)) or KINDS.get(key_of(text.split("(")[0]), ())

    def is_partner(self, text: str) -> bool:
        """Whether a standing says that the row is a partner: "partner" and "area lead" do, all else does not."""
        chosen = self.explained(ImportWord.STANDING, text)
        return chosen == "partner" if chosen else bool(PARTNER_WORDS.match(key_of(text)))

    def country(self, text: str) -> str | None:
        """Return an alpha-2 code, "global", or None when the name is not known."""
        chosen = self.explained(ImportWord.COUNTRY, text)
        if chosen:
            return chosen
        stripped = text.strip()
        if len(stripped) in (2, 3) and stripped.isupper() and stripped in self._codes:
            return self._codes[stripped]
        key = key_of(stripped)
        if key in WORLD:
            return GLOBAL
        return self._named(key) or self._turned(stripped)

    def _named(self, key: str) -> str | None:
        return self._countries.get(key) or self._countries.get(ARTICLES.sub("", key))

    def _turned(self, text: str) -> str | None:
        """Understand "Korea, Republic of" and "Iran (Islamic Republic of)"."""
        match = re.match(r"^(.+?)\s*[,(]\s*(.+?)\s*\)?$", text)
        if not match:
            return None
        first, second = key_of(match[1]), key_of(match[2])
        return self._named(f"{second} {first}") or (
            self._named(first) if second in ("the", "le", "la") else None
        )

    def government_of(self, name: str) -> str | None:
        """Return the country of "Government of X", also in French and Spanish, or of a bare country's name."""
        key = key_of(name)
        match = GOVERNMENT.match(key)
        if not match:
            return self._named(key)
        rest = match[1]
        return self._named(rest) or self._named(
            re.sub(r"^(?:republic of|republique de|republica de) ", "", rest)
        )

    def country_in(self, name: str) -> str | None:
        """Return the country that a name ends with, as in "Ministry of the Environment, Japan"."""
        match = re.search(r"(?:,\s*|\()([^,()]+)\)?\s*$", name)
        place = self.country(match[1]) if match else None
        if place is None or place == GLOBAL:
            head = name.split("(")[0].strip()
            place = self.government_of(head) if GOVERNMENT.match(key_of(head)) else None
        return place

    def areas(self, text: str) -> tuple[list[str], list[str]]:
        """Return the codes of areas named in a cell and the words that nobody knows."""
        if not text:
            return [], []
        whole = self._area(text)
        if whole:
            return ([] if whole == IGNORE else [whole]), []
        best: tuple[list[str], list[str]] | None = None
        for pattern in (r"[;|/\n]", r"[,;|/\n]", r"[\s,;|/]+"):
            parts = [part.strip() for part in re.split(pattern, text) if part.strip()]
            codes = [(part, self._area(part)) for part in parts]
            found = list(dict.fromkeys(code for _part, code in codes if code and code != IGNORE))
            unknown = [part for part, code in codes if not code]
            if not unknown:
                return found, []
            if best is None or len(unknown) < len(best[1]):
                best = found, unknown
        return best or ([], [])

    def _area(self, text: str) -> str | None:
        return self.explained(ImportWord.AREA, text) or self._areas.get(key_of(text))

    @cached_property
    def _areas(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for area in Area.objects.all():
            texts = [getattr(area, f"{name}_{code}") for name in ("name", "short_name") for code in LANGUAGES]
            for text in [area.code, *texts]:
                if text:
                    found.setdefault(key_of(text), area.code)
                    found.setdefault(key_of(text.split("(")[0]), area.code)
        return found

    @cached_property
    def _codes(self) -> dict[str, str]:
        pairs = Country.objects.values_list("alpha2", "alpha3")
        return {code: alpha2 for alpha2, alpha3 in pairs for code in (alpha2, alpha3)}

    @cached_property
    def _countries(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for country in Country.objects.all():
            names = [getattr(country, f"name_{code}") for code in LANGUAGES]
            for text in [*names, *country.other_names.values()]:
                _learn(found, text, country.alpha2)
        with NAMES_FILE.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for text in row["names"].split("|"):
                    found[key_of(text)] = row["alpha2"]
        return found


def _learn(found: dict[str, str], text: str | None, alpha2: str) -> None:
    """Note a name, also without what stands in brackets and the other way round."""
    if not text:
        return
    forms: Iterable[str] = [text]
    match = re.match(r"^(.+?)\s*\((.+)\)$", text)
    if match:
        forms = [text, match[1], f"{match[2]} {match[1]}"]
    for form in forms:
        found.setdefault(key_of(form), alpha2)
        found.setdefault(ARTICLES.sub("", key_of(form)), alpha2)
