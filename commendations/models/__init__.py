"""The nouns of thanks: categories, commendations, awards, consents, rounds of a panel, ceremonies, cards."""

from commendations.models.awards import Award, Consent
from commendations.models.cards import Card
from commendations.models.categories import Category
from commendations.models.ceremonies import Ceremony, Invitation
from commendations.models.commendations import Commendation, Step, Support
from commendations.models.rounds import Conflict, Judge, Mark, Opinion, Round, RoundChange
from commendations.models.sheets import Criterion, Sheet

__all__ = [
    "Award",
    "Card",
    "Category",
    "Ceremony",
    "Commendation",
    "Conflict",
    "Consent",
    "Criterion",
    "Invitation",
    "Judge",
    "Mark",
    "Opinion",
    "Round",
    "RoundChange",
    "Sheet",
    "Step",
    "Support",
]
