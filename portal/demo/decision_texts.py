"""What the bodies of the demonstration decide on: invented texts, in three languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """Title and text by language; ``language`` is the original."""

    language: str
    texts: dict[str, tuple[str, str]]


LEADS_OF_WASTE = Wording(
    "fr",
    {
        "fr": (
            "Démonstration : désignation du chef de file du domaine",
            "Les partenaires du domaine désignent l’Université de démonstration des Grands Lacs pour deux ans.",
        ),
        "en": (
            "Demonstration: designation of the lead of the area",
            "The partners of the area designate the Université de démonstration des Grands Lacs for two years.",
        ),
        "es": (
            "Demostración: designación de quien coordina la esfera",
            "Los asociados de la esfera designan a la Université de démonstration des Grands Lacs por dos años.",
        ),
    },
)
LEADS_OF_GOLD = Wording(
    "es",
    {
        "es": (
            "Demostración: designación de la coordinadora de la esfera",
            "Los asociados de la esfera designan al Instituto de Demostración de Salud Minera por dos años.",
        ),
        "en": (
            "Demonstration: designation of the lead of the area",
            "The partners of the area designate the Instituto de Demostración de Salud Minera for two years.",
        ),
        "fr": (
            "Démonstration : désignation de la cheffe de file du domaine",
            "Les partenaires du domaine désignent l’Instituto de Demostración de Salud Minera pour deux ans.",
        ),
    },
)
# The secretariat announced on behalf: the notes say who presided, in the languages of the decisions.
NOTE_OF_WASTE = (
    "Démonstration : annoncé au nom des partenaires du domaine, sans chef de file alors ; ils se sont concertés en "
    "ligne."
)
NOTE_OF_GOLD = (
    "Demostración: anunciado en nombre de los asociados de la esfera, que entonces nadie coordinaba; se pusieron de "
    "acuerdo en línea."
)
NOTE_OF_CHAIR = "Demonstration: announced for the group, which had no chair yet; the oldest member presided."
CHAIR = Wording(
    "en",
    {
        "en": (
            "Demonstration: election of the chair",
            "The group chooses the Réseau de démonstration pour des rivières propres to preside for two years.",
        ),
        "fr": (
            "Démonstration : élection à la présidence",
            (
                "Le Groupe consultatif confie la présidence pour deux ans au Réseau de démonstration pour des rivières "
                "propres."
            ),
        ),
        "es": (
            "Demostración: elección de la presidencia",
            "El Grupo Asesor confía la presidencia por dos años al Réseau de démonstration pour des rivières propres.",
        ),
    },
)
NEWS = Wording(
    "en",
    {
        "en": (
            "Demonstration: one page of news from each area",
            (
                "Each area sends the secretariat one page of news twice a year.\n\nThe secretariat publishes the pages "
                "together."
            ),
        ),
        "fr": (
            "Démonstration : une page de nouvelles par domaine",
            (
                "Chaque domaine envoie au secrétariat une page de nouvelles deux fois par an.\n\nLe secrétariat publie "
                "ces pages ensemble."
            ),
        ),
        "es": (
            "Demostración: una página de noticias por esfera",
            (
                "Cada esfera envía a la secretaría una página de noticias dos veces al año.\n\nLa secretaría publica "
                "las páginas juntas."
            ),
        ),
    },
)
EXCHANGES = Wording(
    "fr",
    {
        "fr": (
            "Démonstration : échanges régionaux entre domaines",
            (
                "Les domaines qui travaillent dans une même région se réunissent une fois par an, en ligne, pour "
                "échanger ce qu’ils ont appris."
            ),
        ),
        "en": (
            "Demonstration: regional exchanges between areas",
            "Areas that work in the same region meet once a year, online, to exchange what they have learnt.",
        ),
    },
)
INDICATORS = Wording(
    "en",
    {
        "en": (
            "Demonstration: a single list of indicators",
            "All areas report on the same list of indicators from the next cycle on.",
        ),
        "fr": (
            "Démonstration : une liste unique d’indicateurs",
            "À partir du prochain cycle, tous les domaines font rapport selon la même liste d’indicateurs.",
        ),
        "es": (
            "Demostración: una sola lista de indicadores",
            "A partir del próximo ciclo, todas las esferas informan con la misma lista de indicadores.",
        ),
    },
)
CALENDAR = Wording(
    "en",
    {
        "en": (
            "Demonstration: a shared calendar of workshops",
            "The areas keep a shared calendar of their workshops.",
        )
    },
)
LOGO = Wording(
    "en",
    {"en": ("Demonstration: a sign for joint publications", "Joint publications of two areas carry a sign.")},
)
DRAFT = Wording(
    "fr",
    {"fr": ("Démonstration : parrainage de nouveaux partenaires", "Chaque nouveau partenaire a un parrain.")},
)
NOMINEE = Wording(
    "en",
    {
        "en": (
            "Demonstration: a partner designated for the Advisory Group",
            "The partners of the area designate the Demonstration Women Miners’ Network for a seat.",
        )
    },
)
# Entered from records: body, day, wording.
OLD = (
    (
        "asgm",
        "2012-09-12",
        Wording(
            "en",
            {
                "en": (
                    "Demonstration: first designation of a lead",
                    "The partners of the area designate the Demonstration Gold Miners’ Union.",
                )
            },
        ),
    ),
)
STATEMENT = "Demonstration statement: our programme will send its news together with the areas on the coast."
RESERVATION = "Réserve de démonstration : une page par an suffirait pour les petits domaines."
OBJECTION = "Demonstration objection: the areas are too different for a single list."
OBJECTION_OPEN = "Objection de démonstration : une réunion de plus par an dépasse nos moyens."
FOLLOW_UP = "Demonstration: the secretariat sends a template by the end of the month."
