"""The nouns of thanks: categories, commendations and what became of them, awards and consents."""

from commendations.models.awards import Award, Consent
from commendations.models.categories import Category
from commendations.models.commendations import Commendation, Step, Support

__all__ = ["Award", "Category", "Commendation", "Consent", "Step", "Support"]
