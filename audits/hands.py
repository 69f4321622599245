"""Who may do what with the self-assessment of an agency, and who is told about it."""

from datetime import date

from django.db.models import QuerySet

from partnership.access import can
from partnership.models import Agency, Membership, Person
from partnership.permissions import Permission
from partnership.roles import ROLES

LEADING = sorted(key for key, role in ROLES.items() if Permission.ANSWER_SELF_ASSESSMENTS in role.own_agency)
KEEPING, EXECUTIVE = "business_unit", "safeguarding_partner"


def leads(person: Person, agency: Agency) -> bool:
    """Whether the person answers the self-assessment of an agency, or of one below his or hers."""
    return can(person, Permission.ANSWER_SELF_ASSESSMENTS, agency=agency)


def keeps(person: Person) -> bool:
    """Whether the person keeps the cycles of self-assessment."""
    return can(person, Permission.KEEP_SELF_ASSESSMENTS)


def sees_all_of(person: Person, agency: Agency) -> bool:
    """Whether the person sees every answer of an agency, not only those shared with him or her."""
    return can(person, Permission.SEE_SELF_ASSESSMENTS, agency=agency)


def has_interest(person: Person, agency: Agency, *, on: date) -> bool:
    """Whether a person works in an agency, in one above or in one below it: then he or she does not judge it."""
    line = {agency.pk}
    above: Agency | None = agency.parent
    while above is not None:
        line.add(above.pk)
        above = above.parent
    for each in Membership.objects.current(on).filter(person=person).select_related("agency__parent__parent"):
        theirs: Agency | None = each.agency
        while theirs is not None:
            if theirs.pk in line and (theirs.pk == agency.pk or each.agency_id in line):
                return True
            theirs = theirs.parent
    return False


def may_moderate(person: Person, agency: Agency, *, on: date) -> bool:
    """Whether a person may judge what an agency says of itself: never one's own."""
    return can(person, Permission.MODERATE_SELF_ASSESSMENTS) and not has_interest(person, agency, on=on)


# Who is told ------------------------------------------------------------------


def leading(agency: Agency, *, on: date) -> QuerySet[Person]:
    """Whoever answers for an agency on a day; when nobody does, for the one above it."""
    return Person.objects.answering_for(agency, roles=LEADING, on=on)


def keepers(*, on: date) -> QuerySet[Person]:
    """The business unit."""
    return Person.objects.holding(KEEPING, on=on)
