"""The nouns of the ground floor: agencies, people, memberships, head counts, the trail, the birth certificate."""

from partnership.models.agencies import Agency, Headcount
from partnership.models.people import Membership, Person
from partnership.models.records import Birth, TrailEntry

__all__ = ["Agency", "Birth", "Headcount", "Membership", "Person", "TrailEntry"]
