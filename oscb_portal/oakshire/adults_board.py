"""The other board of Oakshire, with which some work is joint: the Safeguarding Adults Board and who answers for it."""

from datetime import date

from office import agencies
from oscb_portal.oakshire.cast import BEGAN
from partnership.models import Agency, Membership, Person

SLUG = "oakshire-safeguarding-adults-board"
LEAD = "adults-board-lead@oakshire.example"


def found(*, by: Person, today: date) -> Agency:
    """Add the adults board and its lead, who has no password."""
    board = agencies.add(
        by=by,
        name="Oakshire Safeguarding Adults Board",
        kind=Agency.Kind.BOARD,
        sector=Agency.Sector.PARTNERSHIP,
        email_domains=["adults-board.oakshire.example"],
        active_from=BEGAN,
    )
    lead = Person.objects.create_user(LEAD, name="Winifred Ashcombe", job_role="Board manager")
    Membership.objects.create(person=lead, agency=board, role="agency_lead", starts_on=BEGAN)
    return board
