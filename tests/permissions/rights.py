"""Who may use which verb, as the rights table of the Partnership's rules has it."""

# verb → states in which it is possible, roles that may, "own" when it is the applicant's on an own letter,
# "on behalf" when the secretariat may do it for the applicant, "never own" when it is refused on one's own.
LETTER_RIGHTS: dict[str, tuple[str, str, str]] = {
    "send": ("draft", "own, on behalf", ""),
    "discard": ("draft", "own, on behalf", ""),
    "answer": ("information_requested", "own, on behalf", ""),
    "withdraw": ("submitted under_review information_requested", "own, on behalf", ""),
    "take_under_review": ("submitted", "O H", "not held"),
    "hold": ("submitted", "O H", "not held"),
    "release": ("submitted under_review information_requested", "O H", "held"),
    "join": ("submitted under_review information_requested", "O H", ""),
    "ask": ("under_review", "O H", ""),
    "resume_review": ("information_requested", "O H", ""),
    "confirm": ("under_review", "H", "never own, not held"),
    "decline": ("submitted under_review information_requested", "H", "never own"),
}
AREA_RIGHTS: dict[str, tuple[str, str]] = {
    "establish": ("potential", "H"),
    "set_links": ("potential established", "H"),
    "close": ("potential established", "H"),
}
# verb → states in which it is possible, who may: "own" are those who wrote or proposed it, "voice" those who decide,
# "presides" the chair or a lead of the area.
DECISION_RIGHTS: dict[str, tuple[str, str]] = {
    "edit": ("draft", "own"),
    "open": ("draft deferred", "own; a deferred one also presides, O, H"),
    "take_position": ("open", "voice; O, H a statement, in an area on behalf"),
    "announce": ("open", "presides; O, H on behalf"),
    "withdraw": ("draft open deferred", "own"),
    "translate": ("draft open adopted no_consensus deferred", "own, presides, O, H"),
}
# "own" are those who speak for the partner that proposes.
PROPOSAL_RIGHTS: dict[str, tuple[str, str]] = {
    "send": ("draft", "own"),
    "discard": ("draft", "own"),
    "examine": ("proposed before_group", "O, H, once"),
    "put_before_group": ("proposed examined", "O, H, the chair, own; after the opinion or its time"),
    "withdraw": ("proposed examined before_group", "own"),
}
SEAT_RIGHTS: dict[str, tuple[str, str]] = {
    "send": ("prepared", "H"),
    "change": ("prepared", "O, H"),
    "accept": ("sent", "H; the invited by the link"),
    "decline": ("sent", "H; the invited by the link"),
    "send_again": ("sent", "O, H"),
    "withdraw": ("prepared sent", "H; O while it is prepared"),
}
