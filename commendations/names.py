"""Whose name is it: one name in two spellings, a person's own, a child's. Pure."""

import re
import unicodedata

TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "sir", "dame", "sgt", "pc"}
)
# How people write that somebody is a child: a role that ends so, a year group, or an age below eighteen.
_CHILD_ROLE = re.compile(
    r"\b(?:pupil|schoolchild|schoolboy|schoolgirl|child|boy|girl|teenager|toddler|baby"
    r"|(?:school |sixth[- ]form |college )?student)s?$"
)
_YEAR_GROUP = re.compile(r"\b(?:year|key stage) \d{1,2}$")
_AGE = re.compile(r"\bage[d]?:? *(?:1[0-7]|\d)\b|\b(?:1[0-7]|\d)[- ]*(?:years?[- ]old|y/?o)\b", re.IGNORECASE)
# Endings that look like a child's and are an adult's work.
_ADULT = re.compile(r"\b(?:with|for|of|to)\b", re.IGNORECASE)


def plain(name: str) -> str:
    """A name for comparing: lower case, no accents, titles, signs or doubled spaces; first names keep their order."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    words = re.sub(r"[^\w ]", " ", "".join(sign for sign in letters if not unicodedata.combining(sign))).split()
    return " ".join(word for word in words if word not in TITLES)


def same(one: str, other: str) -> bool:
    """Whether two spellings are certainly one name; likeness short of that is shown to a person, who decides."""
    return bool(plain(one)) and sorted(plain(one).split()) == sorted(plain(other).split())


def is_of_a_child(name: str, role: str) -> bool:
    """Whether what is said of somebody shows a child: an age below eighteen, a year group, a role such as pupil."""
    words = role.strip().lower()
    if _AGE.search(name) or _AGE.search(role):
        return True
    if _YEAR_GROUP.search(words):
        return True
    return bool(_CHILD_ROLE.search(words)) and not _ADULT.search(words)
