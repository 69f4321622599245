"""The words each component knows; an unknown one is an error that lists the known ones."""

# Every drawing of static/img/icons.svg. A test compares the two.
ICONS = (
    "better-up", "better-down", "worse-up", "worse-down", "notable-up", "notable-down", "steady", "none", "hidden",
    "late", "done", "proven", "going", "planned", "gap", "met", "unmet", "some",
    "lock", "tick", "clock", "search", "down", "doc", "link",
)  # fmt: skip

# Colour follows meaning, so a shape brings its own (look, section 6 and 7).
SHAPES = {
    "better-up": "better",
    "better-down": "better",
    "worse-up": "worse",
    "worse-down": "worse",
    "notable-up": "notable",
    "notable-down": "notable",
    "steady": "steady",
    "none": "none",
    "hidden": "none",
    "late": "worse",
    "done": "brand",
    "proven": "brand",
    "going": "brand",
    "planned": "brand",
    "gap": "worse",
    "met": "brand",
    "some": "brand",
    "unmet": "brand",
    "lock": "brand",
    "clock": "brand",
}

KINDS = ("better", "worse", "steady", "notable", "none", "danger", "brand")

TAGS = ("plain", "better", "worse", "notable", "gold", "danger")

# What a notice says, and the icon it wears when none is named.
NOTICES = {
    "plain": "",
    "gold": "",
    "better": "",
    "worse": "late",
    "danger": "late",
    "done": "done",
}

WORDS = {
    "icon": ICONS,
    "kind": KINDS,
    "state": tuple(SHAPES),
    "tag": TAGS,
    "notice": tuple(NOTICES),
}


class UnknownWordError(ValueError):
    """A component was asked for something it does not know."""


def known(component: str, word: str) -> str:
    """The word itself, if the component knows it; otherwise UnknownWordError, with the words it does know."""
    if word not in WORDS[component]:
        raise UnknownWordError(
            f"“{word}” is no word of the component “{component}”. It knows: {', '.join(WORDS[component])}."
        )
    return word


def step(part: int, of: int) -> int:
    """A step of a meter, 1 to `of`; UnknownWordError otherwise."""
    if not 1 <= part <= of:
        raise UnknownWordError(f"A meter of {of} steps has no step {part}. It knows: 1 to {of}.")
    return part
