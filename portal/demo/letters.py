"""Invented letters in three languages, one for every status. No real organisation or person speaks here."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class DemoLetter:
    """An invented letter: who writes, what it says, how far it gets and how many days ago it was sent.

    ``until`` is the last verb: draft, sent, review, asked, answered, confirmed, declined, withdrawn.
    """

    writer: str
    language: str
    kind: str
    legal_name: str
    country: str | None
    until: str
    days_ago: int
    description: str
    contribution: str
    title: str
    areas: tuple[str, ...]
    offers: tuple[tuple[str, str, str | None, str], ...]
    acronym: str = ""
    is_global: bool = False
    public_contact: str = ""
    questions: tuple[tuple[str, str], ...] = ()
    answers: tuple[str, ...] = ()
    reason: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


LETTERS = (
    DemoLetter(
        writer="focal",
        language="en",
        kind="government",
        legal_name="Demonstration Ministry of Environment",
        acronym="DME",
        country="KE",
        until="confirmed",
        days_ago=2600,
        description="Invented ministry that regulates chemicals, waste and small-scale mining.",
        contribution=(
            "We will share our method for taking stock of mercury in small clinics, host two regional workshops "
            "on the closing of mercury-using gold processing sites, and offer interim storage for mercury retired "
            "from health services in the region. Four officers of our chemicals unit give one day a month to the "
            "work of the two areas named below."
        ),
        title="Director of Chemicals",
        areas=("asgm", "waste-management"),
        offers=(
            ("offer", "expertise", "waste-management", "Inventory method for clinics and laboratories"),
            ("offer", "venue", "asgm", "Meeting rooms and interpretation for regional workshops"),
            ("seek", "technology", "asgm", "Mercury-free processing equipment for two pilot sites"),
        ),
        public_contact="chemicals@ministry.demo.example",
    ),
    DemoLetter(
        writer="lead",
        language="es",
        kind="academia",
        legal_name="Instituto de Demostración de Salud Minera",
        acronym="IDSM",
        country="PE",
        until="confirmed",
        days_ago=1900,
        description="Instituto ficticio que estudia la exposición al mercurio en comunidades mineras.",
        contribution=(
            "Ponemos a disposición de los asociados quince años de datos anónimos sobre exposición al mercurio, "
            "formamos a personal de salud de la región y coordinamos un grupo de trabajo sobre vigilancia de la "
            "salud en la minería de oro artesanal."
        ),
        title="Directora",
        areas=("asgm", "air-transport-fate"),
        offers=(
            ("offer", "data", "asgm", "Series de datos anónimos sobre exposición"),
            ("offer", "training", "asgm", "Cursos en línea para personal de salud"),
            ("seek", "funding", "asgm", "Cofinanciación de dos campañas de medición"),
        ),
    ),
    DemoLetter(
        writer="lead2",
        language="fr",
        kind="academia",
        legal_name="Université de démonstration des Grands Lacs",
        acronym="UDGL",
        country="CM",
        until="confirmed",
        days_ago=1450,
        description="Université fictive dont le laboratoire analyse les déchets contenant du mercure.",
        contribution=(
            "Notre laboratoire analysera chaque année deux cents échantillons de déchets pour les partenaires qui "
            "n’ont pas de laboratoire, publiera ses méthodes et accueillera chaque été dix stagiaires."
        ),
        title="Rectrice",
        areas=("waste-management", "products"),
        offers=(
            ("offer", "data", "waste-management", "Analyse de deux cents échantillons par an"),
            ("offer", "training", None, "Dix places de stage chaque été"),
        ),
    ),
    DemoLetter(
        writer="member",
        language="en",
        kind="igo",
        legal_name="Demonstration Regional Seas Programme",
        acronym="DRSP",
        country=None,
        is_global=True,
        until="confirmed",
        days_ago=800,
        description="Invented intergovernmental programme on pollution that reaches the sea.",
        contribution=(
            "We bring our network of forty monitoring stations, our annual conference as a place for joint "
            "meetings, and a small grants facility for island states."
        ),
        title="Programme Coordinator",
        areas=("air-transport-fate", "supply-storage"),
        offers=(
            ("offer", "data", "air-transport-fate", "Monthly readings of forty monitoring stations"),
            ("offer", "funding", None, "Small grants for island states"),
        ),
    ),
    DemoLetter(
        writer="chair",
        language="fr",
        kind="ngo",
        legal_name="Réseau de démonstration pour des rivières propres",
        country="CH",
        until="confirmed",
        days_ago=300,
        description="Réseau fictif d’associations riveraines.",
        contribution=(
            "Nous traduisons en trois langues les guides techniques du Partenariat, nous animons un groupe de "
            "journalistes et nous mettons en relation les associations locales avec les autorités."
        ),
        title="Secrétaire générale",
        areas=("asgm", "products"),
        offers=(("offer", "outreach", None, "Traduction et diffusion de guides"),),
        public_contact="contact@rivieres.demo.example",
    ),
    DemoLetter(
        writer="beijing",
        language="en",
        kind="academia",
        legal_name="示范环境研究院 (Demonstration Institute of Environmental Research)",
        country="CN",
        until="confirmed",
        days_ago=200,
        description="Invented institute. Its name is written in Chinese to show how names print.",
        contribution="We share measurements of mercury in flue gas and train operators of power plants.",
        title="Head of Laboratory",
        areas=("coal-combustion",),
        offers=(("offer", "data", "coal-combustion", "Measurements of mercury in flue gas"),),
    ),
    DemoLetter(
        writer="individual",
        language="en",
        kind="individual",
        legal_name="Demonstration Individual",
        country="NZ",
        until="confirmed",
        days_ago=120,
        description="",
        contribution="I review technical guidance and give two weeks of advice a year.",
        title="",
        areas=("products",),
        offers=(("offer", "expertise", "products", "Review of technical guidance"),),
    ),
    DemoLetter(
        writer="mines",
        language="fr",
        kind="government",
        legal_name="Ministère de démonstration des Mines",
        country="CI",
        until="review",
        days_ago=12,
        description="Ministère fictif chargé des mines et de la géologie.",
        contribution=(
            "Le ministère ouvre ses formations aux pays voisins, partage ses données sur les sites aurifères et "
            "met deux ingénieurs à la disposition du domaine de partenariat."
        ),
        title="Directeur des mines artisanales",
        areas=("asgm",),
        offers=(("offer", "training", "asgm", "Formations ouvertes aux pays voisins"),),
    ),
    DemoLetter(
        writer="rios",
        language="es",
        kind="ngo",
        legal_name="Red de Demostración por Ríos Limpios",
        country="CO",
        until="asked",
        days_ago=25,
        description="Red ficticia de organizaciones ribereñas.",
        contribution="Vigilamos la calidad del agua con escuelas y compartimos los resultados.",
        title="Coordinadora",
        areas=("asgm", "waste-management"),
        offers=(("offer", "data", "asgm", "Mediciones de calidad del agua"),),
        questions=(
            ("¿En cuántas cuencas trabajan y desde cuándo?", ""),
            ("Describan con más detalle qué aportarán y cada cuánto tiempo.", "statements"),
        ),
    ),
    DemoLetter(
        writer="cairo",
        language="en",
        kind="ngo",
        legal_name="شبكة العرض التوضيحي للأنهار النظيفة (Demonstration Clean Rivers Network)",
        country="EG",
        until="answered",
        days_ago=40,
        description="Invented network. Its name is written in Arabic to show how names print.",
        contribution="We inform hospitals about mercury-free instruments and collect old ones.",
        title="Executive Director",
        areas=("products", "waste-management"),
        offers=(("offer", "outreach", "products", "Information for hospitals"),),
        questions=(("How many hospitals do you work with?", ""), ("Who stores what you collect?", "")),
        answers=(
            "Twenty-two public hospitals in four governorates.",
            "A licensed facility near the capital.",
        ),
    ),
    DemoLetter(
        writer="smelter",
        language="en",
        kind="industry",
        legal_name="Demonstration Smelter Works",
        country="IN",
        until="sent",
        days_ago=9,
        description="Invented company that smelts zinc and copper.",
        contribution="We open our plant for visits and share what our mercury removal tower taught us.",
        title="Plant Manager",
        areas=("non-ferrous",),
        offers=(("offer", "technology", "non-ferrous", "Visits to a mercury removal tower"),),
    ),
    DemoLetter(
        writer="second",
        language="en",
        kind="government",
        legal_name="DEMONSTRATION  Ministry of Environment",
        country="KE",
        until="sent",
        days_ago=3,
        description="A second letter of the same name: the portal holds it for the secretariat.",
        contribution="Another department of the ministry offers a laboratory.",
        title="Head of Laboratories",
        areas=("products",),
        offers=(("offer", "data", "products", "Laboratory analyses"),),
    ),
    DemoLetter(
        writer="trader",
        language="en",
        kind="industry",
        legal_name="Demonstration Metal Traders",
        country="SG",
        until="declined",
        days_ago=90,
        description="Invented trading company.",
        contribution="We inform our customers.",
        title="Managing Partner",
        areas=("supply-storage",),
        offers=(("offer", "outreach", None, "Information for customers"),),
        reason=(
            "The contribution does not show how the company’s trade fits the goal of the Partnership. "
            "You are welcome to write again."
        ),
    ),
    DemoLetter(
        writer="laboratoire",
        language="fr",
        kind="other",
        legal_name="Laboratoire de démonstration",
        country="BE",
        until="withdrawn",
        days_ago=60,
        description="Laboratoire fictif.",
        contribution="Analyses gratuites.",
        title="Gérant",
        areas=("products",),
        offers=(("offer", "data", "products", "Analyses gratuites"),),
    ),
    DemoLetter(
        writer="applicant",
        language="en",
        kind="ngo",
        legal_name="Demonstration Healthy Smiles Association",
        country="GH",
        until="draft",
        days_ago=1,
        description="Invented association of dentists who work without amalgam.",
        contribution="",
        title="",
        areas=("products",),
        offers=(),
    ),
)
