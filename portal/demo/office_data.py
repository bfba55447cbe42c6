"""Who holds which office in the demonstration, and who held one before: invented people of invented partners.

Nobody here is real. Every person is called "Demonstration" by family name.
"""

import datetime
from dataclasses import dataclass

D = datetime.date
SOURCE = "Demonstration record"

# Invented partners beside those of the register, so that a group of their size can be composed:
# name, acronym, kind, country ("" world-wide), areas, since.
PARTNERS: tuple[tuple[str, str, str, str, str, D], ...] = (
    (
        "Demonstration Ministry of Health",
        "DMH",
        "government",
        "BR",
        "products waste-management",
        D(2016, 3, 1),
    ),
    ("Demonstration Environment Inspectorate", "DEI", "government", "PL", "chlor-alkali", D(2010, 6, 15)),
    (
        "Demonstration Committee on Chemicals",
        "DCC",
        "government",
        "KZ",
        "chlor-alkali supply-storage",
        D(2013, 2, 4),
    ),
    ("Demonstration Lime and Cement Federation", "DLCF", "industry", "ID", "cement", D(2018, 9, 10)),
    ("Demonstration Women Miners’ Network", "DWMN", "ngo", "BO", "asgm", D(2017, 5, 22)),
    ("Demonstration Clean Combustion Centre", "DCCC", "academia", "AU", "coal-combustion", D(2009, 11, 2)),
    (
        "Demonstration Observatory of the Atmosphere",
        "DOA",
        "academia",
        "IT",
        "air-transport-fate",
        D(2008, 4, 7),
    ),
    ("Demonstration Islands Agency", "DIA", "government", "MU", "products waste-management", D(2019, 1, 21)),
)


@dataclass(frozen=True)
class Seat:
    """An ordinary seat: who, for which partner, why, and how many days ago it began.

    ``person``: the name of a demonstration account, or a given name. ``area``: for seats of areas.
    """

    person: str
    partner: str
    ground: str
    days_ago: int
    category: str = ""
    need: str = ""
    area: str = ""
    gender: str = ""
    named: bool = True


G, A, O = "area_lead", "area_designated", "other"  # noqa: E741 - three codes, used in one table
SEATS: tuple[Seat, ...] = (
    Seat("lead", "Instituto de Demostración de Salud Minera", G, 190, area="asgm", gender="woman"),
    Seat(
        "lead2", "Université de démonstration des Grands Lacs", G, 390, area="waste-management", gender="man"
    ),
    Seat("Ingrid", "Demonstration Dental Society", G, 300, area="products", gender="woman"),
    Seat("Marc", "Demonstration Chlorine Producers", G, 520, area="chlor-alkali", gender="man"),
    Seat(
        "Lucia",
        "Demonstration Observatory of the Atmosphere",
        G,
        260,
        area="air-transport-fate",
        gender="woman",
    ),
    Seat(
        "Joaquim",
        "Demonstration Economic Community",
        G,
        410,
        area="supply-storage",
        gender="man",
        named=False,
    ),
    Seat("Tenzin", "Demonstration Ministry of Mines", A, 500, area="asgm", gender="man"),
    Seat("Thandi", "Demonstration Lamp Recyclers", A, 380, area="waste-management", gender="woman"),
    Seat("Priya", "Demonstration College of Toxicology", A, 300, area="products", gender="woman"),
    Seat("Anders", "Demonstration Agency for Clean Air", G, 640, area="coal-combustion", gender="man"),
    Seat("Agnieszka", "Demonstration Environment Inspectorate", A, 450, area="chlor-alkali", gender="woman"),
    Seat("member", "Demonstration Regional Seas Programme", O, 420, "igo", "Links to the regional seas"),
    Seat(
        "chair",
        "Réseau de démonstration pour des rivières propres",
        O,
        270,
        "ngo",
        "Voice of riverside communities",
    ),
    Seat(
        "Aigerim",
        "Demonstration Committee on Chemicals",
        O,
        430,
        "government",
        "Economies in transition",
        gender="woman",
    ),
    Seat(
        "Rafael",
        "Demonstration Ministry of Health",
        O,
        430,
        "government",
        "Latin America and the Caribbean",
        gender="man",
    ),
    Seat(
        "Mereoni",
        "Demonstration Atoll Authority",
        O,
        350,
        "government",
        "Small island States",
        gender="woman",
    ),
    Seat(
        "Rosa",
        "Demonstration Women Miners’ Network",
        O,
        330,
        "ngo",
        "Women in small-scale mining",
        gender="woman",
    ),
    Seat(
        "Budi", "Demonstration Lime and Cement Federation", O, 330, "industry", "Cement industry", named=False
    ),
    Seat("Odile", "Demonstration Basin Commission", O, 700, "igo", "Rivers shared by several States"),
)
# Beside the 25: for a topic that may become an area (PAG-2).
TEMPORARY = Seat("Yaw", "Demonstration Basin Commission", "temporary", 90, area="vcm", gender="man")


@dataclass(frozen=True)
class LeadNow:
    """A lead's term: ``days_ago`` it began; two years long unless ``days`` says otherwise."""

    area: str
    person: str
    partner: str
    days_ago: int
    role: str = "lead"
    named: bool = True


# lead@ and lead2@ are designated by a decision of their area (portal/demo/decisions.py); cement has nobody.
LEADS: tuple[LeadNow, ...] = (
    LeadNow("chlor-alkali", "Marc", "Demonstration Chlorine Producers", 520),
    LeadNow("air-transport-fate", "Lucia", "Demonstration Observatory of the Atmosphere", 260, "co_lead"),
    LeadNow("air-transport-fate", "Odile", "Demonstration Basin Commission", 260, "co_lead"),
    LeadNow("products", "Ingrid", "Demonstration Dental Society", 300, "co_lead"),
    LeadNow("products", "Priya", "Demonstration College of Toxicology", 300, "co_lead"),
    # Ran out a while ago: goes on as acting (AREA-3).
    LeadNow("coal-combustion", "Anders", "Demonstration Agency for Clean Air", 850),
    LeadNow("supply-storage", "Joaquim", "Demonstration Economic Community", 410, named=False),
)


@dataclass(frozen=True)
class Past:
    """A term of the past: body code, role, given name, partner, first and last day, how exactly it is known."""

    body: str
    role: str
    person: str
    partner: str
    since: D
    until: D
    precision: str = "day"
    named: bool = True
    ended: str = ""  # a reason: ``until`` is then the day of an early end of a term of two years
    decided: D | None = None  # the day of the decision that made it


PAST: tuple[Past, ...] = (
    Past("pag", "chair", "Elsa", "Demonstration Agency for Clean Air", D(2009, 3, 31), D(2011, 3, 30)),
    Past(
        "pag",
        "chair",
        "Elsa",
        "Demonstration Agency for Clean Air",
        D(2011, 3, 31),
        D(2012, 9, 27),
        ended="resigned",
    ),
    Past("pag", "co_chair", "Hugo", "Demonstration Chlorine Producers", D(2012, 9, 28), D(2014, 9, 27)),
    Past("pag", "co_chair", "Nour", "Demonstration Basin Commission", D(2013, 7, 27), D(2015, 7, 26)),
    Past("pag", "co_chair", "Hugo", "Demonstration Chlorine Producers", D(2014, 9, 28), D(2016, 9, 27)),
    Past("pag", "chair", "Carmen", "Demonstration Dental Society", D(2017, 1, 1), D(2018, 12, 31), "year"),
    Past(
        "pag",
        "chair",
        "Tomas",
        "Demonstration Environment Inspectorate",
        D(2019, 1, 1),
        D(2020, 12, 31),
        "year",
    ),
    Past(
        "pag", "co_chair", "Odile", "Demonstration Basin Commission", D(2021, 3, 1), D(2023, 2, 28), "month"
    ),
    Past(
        "pag",
        "co_chair",
        "Anders",
        "Demonstration Agency for Clean Air",
        D(2021, 3, 1),
        D(2023, 2, 28),
        "month",
    ),
    Past(
        "asgm",
        "lead",
        "Kwame",
        "Demonstration Gold Miners’ Union",
        D(2012, 10, 1),
        D(2014, 9, 30),
        "month",
        decided=D(2012, 9, 12),
    ),
    Past(
        "asgm", "lead", "Kwame", "Demonstration Gold Miners’ Union", D(2014, 10, 1), D(2016, 9, 30), "month"
    ),
    Past(
        "asgm", "co_lead", "Tenzin", "Demonstration Ministry of Mines", D(2017, 1, 1), D(2018, 12, 31), "year"
    ),
    Past(
        "asgm", "co_lead", "Kwame", "Demonstration Gold Miners’ Union", D(2017, 1, 1), D(2018, 12, 31), "year"
    ),
    Past("asgm", "lead", "Rosa", "Demonstration Women Miners’ Network", D(2020, 6, 1), D(2022, 5, 31)),
    Past(
        "chlor-alkali",
        "lead",
        "Hugo",
        "Demonstration Chlorine Producers",
        D(2009, 1, 1),
        D(2010, 12, 31),
        "year",
    ),
    Past(
        "chlor-alkali",
        "lead",
        "Agnieszka",
        "Demonstration Environment Inspectorate",
        D(2015, 2, 1),
        D(2017, 1, 31),
    ),
    Past(
        "air-transport-fate",
        "lead",
        "Paolo",
        "Demonstration Observatory of the Atmosphere",
        D(2009, 1, 1),
        D(2010, 12, 31),
        "year",
        named=False,
    ),
    Past(
        "air-transport-fate",
        "lead",
        "Paolo",
        "Demonstration Observatory of the Atmosphere",
        D(2011, 1, 1),
        D(2012, 12, 31),
        "year",
        named=False,
    ),
    Past(
        "products", "lead", "Carmen", "Demonstration Dental Society", D(2010, 5, 1), D(2012, 4, 30), "month"
    ),
    Past(
        "products",
        "lead",
        "Priya",
        "Demonstration College of Toxicology",
        D(2016, 1, 11),
        D(2017, 6, 30),
        ended="left_partner",
    ),
    Past(
        "coal-combustion",
        "lead",
        "Grace",
        "Demonstration Clean Combustion Centre",
        D(2010, 2, 1),
        D(2012, 1, 31),
    ),
    Past(
        "coal-combustion",
        "lead",
        "Grace",
        "Demonstration Clean Combustion Centre",
        D(2012, 2, 1),
        D(2014, 1, 31),
    ),
    Past("cement", "lead", "Beatriz", "Demonstration Cement Association", D(2011, 11, 6), D(2013, 11, 5)),
    Past("cement", "lead", "Beatriz", "Demonstration Cement Association", D(2013, 11, 6), D(2015, 11, 5)),
    Past(
        "waste-management", "lead", "Thandi", "Demonstration Lamp Recyclers", D(2019, 10, 6), D(2021, 10, 5)
    ),
    Past(
        "supply-storage",
        "lead",
        "Aigerim",
        "Demonstration Committee on Chemicals",
        D(2014, 1, 1),
        D(2015, 12, 31),
        "year",
    ),
)
