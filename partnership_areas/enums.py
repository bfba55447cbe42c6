"""Fixed choices: codes are stored, labels are translated."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AreaStatus(TextChoices):
    """Where a partnership area stands (AREA-1). Cross-cutting is a flag beside it."""

    POTENTIAL = "potential", pgettext_lazy("area", "Potential")
    ESTABLISHED = "established", pgettext_lazy("area", "Established")
    CLOSED = "closed", pgettext_lazy("area", "Closed")


class ElementKind(TextChoices):
    """What an element of the framework is (AREA-2)."""

    GOAL = "goal", _("Overall goal")
    OBJECTIVE = "objective", _("Objective of the framework")
    PRIORITY = "priority", _("Priority of decision 24/3, paragraph 19")
    ENABLING = "enabling", _("Enabling aim")
    MISSION = "mission", _("Mission")


class UnRegionalGroup(TextChoices):
    """The five regional groups of United Nations member States."""

    AFRICAN = "african", _("African Group")
    ASIA_PACIFIC = "asia-pacific", _("Asia-Pacific Group")
    EASTERN_EUROPEAN = "eastern-european", _("Eastern European Group")
    LATIN_AMERICAN_CARIBBEAN = "latin-american-caribbean", _("Latin American and Caribbean Group")
    WESTERN_EUROPEAN_OTHERS = "western-european-others", _("Western European and Others Group")


class UnepRegion(TextChoices):
    """The six regions of the United Nations Environment Programme."""

    AFRICA = "africa", _("Africa")
    ASIA_PACIFIC = "asia-pacific", _("Asia and the Pacific")
    EUROPE = "europe", _("Europe")
    LATIN_AMERICA_CARIBBEAN = "latin-america-caribbean", _("Latin America and the Caribbean")
    NORTH_AMERICA = "north-america", _("North America")
    WEST_ASIA = "west-asia", _("West Asia")


class Development(TextChoices):
    """The three-way grouping of the World Economic Situation and Prospects reports."""

    DEVELOPED = "developed", _("Developed country")
    TRANSITION = "transition", _("Country with an economy in transition")
    DEVELOPING = "developing", _("Developing country")
