"""Areas, the framework and countries hold nothing about persons but who entered a classification."""

from partnership_areas.models import Area, Country, CountryClassification, FrameworkElement, Region
from portal.records.personal import describe

describe(Region, none=("m49", "name"))
describe(Country, none=("alpha2", "alpha3", "m49", "name", "other_names"))
describe(CountryClassification, links=("entered_by",), none=("source", "reason"))
describe(FrameworkElement, none=("code", "label", "text"))
describe(
    Area,
    texts=("objective", "issue", "strategy", "note"),
    none=("code", "name", "short_name", "unofficial_languages", "leads_seen", "closed_reason"),
)
