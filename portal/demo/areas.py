"""What leads of the demonstration wrote about their areas, and a message to the partners of one."""

import datetime

from meetings.actions.areas import save_area_texts, send_area_message
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.demo.offices import again
from portal.records.clock import now, pretending

DAY = datetime.timedelta(days=1)
KEPT = ("issue", "strategy")
TEXTS = {
    ("lead", "asgm"): {
        "issue_en": "Demonstration text: miners, their families and people down the river come into contact with "
        "mercury where gold is extracted with it.",
        "issue_fr": "Texte de démonstration : les mineurs, leurs familles et les riverains en aval sont exposés au "
        "mercure là où il sert à extraire l’or.",
        "issue_es": "Texto de demostración: los mineros, sus familias y quienes viven río abajo están expuestos al "
        "mercurio allí donde se usa para extraer oro.",
        "strategy_en": "Demonstration text: the area brings together health, technology and trade.\n\nIt begins where "
        "miners are organised and spreads what works.",
        "strategy_fr": "Texte de démonstration : le domaine réunit santé, techniques et commerce.\n\nIl commence là "
        "où les mineurs sont organisés et diffuse ce qui réussit.",
        "strategy_es": "Texto de demostración: la esfera reúne salud, tecnología y comercio.\n\nEmpieza donde los "
        "mineros están organizados y difunde lo que funciona.",
    },
    ("lead2", "waste-management"): {
        "issue_fr": "Texte de démonstration : des produits contenant du mercure arrivent en fin de vie sans que leurs "
        "déchets soient triés.",
        "issue_en": "Demonstration text: products with mercury come to the end of their life, and their waste is not "
        "kept apart.",
        "strategy_fr": "Texte de démonstration : le domaine suit les déchets du tri au stockage définitif.",
    },
}
SUBJECT = "Reunión de demostración de la esfera"
MESSAGE = (
    "Estimados asociados:\n\nEste mensaje de demostración les invita a proponer temas para la próxima reunión de la "
    "esfera.\n\nCordialmente"
)


def load_area_texts(users: dict[str, User]) -> None:
    """Leads keep the texts of their areas; what somebody wrote stays."""
    for (by, code), texts in TEXTS.items():
        area = Area.objects.get(code=code)
        if any(getattr(area, f"{name}_{language}") for name in KEPT for language in ("en", "fr", "es")):
            continue
        save_area_texts(area, texts, by=again(users[by]), seen=area.version)


def load_area_message(users: dict[str, User]) -> None:
    """A lead writes to the partners of the area."""
    with pretending(now() - 15 * DAY):
        area = Area.objects.get(code="asgm")
        send_area_message(area, by=again(users["lead"]), subject=SUBJECT, text=MESSAGE, language="es")
