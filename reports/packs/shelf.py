"""The packs there are: who may have which, and how one is found by its address."""

from datetime import date

from django.db.models import QuerySet

from partnership.access import can
from partnership.models import Agency, Person
from partnership.permissions import Permission
from reports.packs import agency, board, quarter, quarters
from reports.packs.pack import Kind, Pack


def oversees(person: Person) -> bool:
    """Whether the person has the packs of the whole partnership, and the profile of every agency."""
    return can(person, Permission.SEE_REPORTS_AT_WORK)


def profiled(person: Person, *, on: date) -> QuerySet[Agency]:
    """The agencies whose profile a person may have: all for who oversees, else those he or she answers for."""
    active = Agency.objects.active(on).select_related("parent__parent").order_by("name")
    seen = [each.pk for each in active if can(person, Permission.SEE_SELF_ASSESSMENTS, agency=each)]
    return active.filter(pk__in=seen)


def may_have(kind: str, about: str, *, viewer: Person, on: date) -> bool:
    """Whether there is such a pack on a day, and this person may have it."""
    if kind == Kind.AGENCY:
        found = _agency(about, on)
        return found is not None and can(viewer, Permission.SEE_SELF_ASSESSMENTS, agency=found)
    of = quarters.of_slug(about)
    return kind in Kind.values and of is not None and of.start <= on and oversees(viewer)


def title_of(kind: str, about: str) -> str:
    """What a pack there is is called."""
    of = quarters.of_slug(about)
    return f"{Kind(kind).label}: {of or Agency.objects.get(slug=about).name}"


def find(kind: str, about: str, *, viewer: Person, on: date) -> Pack | None:
    """A pack as it stands on a day; None where there is none, or none for this person."""
    if not may_have(kind, about, viewer=viewer, on=on):
        return None
    of = quarters.of_slug(about)
    if of is None:
        return agency.profile(_agency(about, on), viewer=viewer, on=on)
    return board.pack(of, viewer=viewer, on=on) if kind == Kind.BOARD else quarter.figures(of, on=on)


def _agency(slug: str, on: date) -> Agency | None:
    return Agency.objects.active(on).filter(slug=slug).first()
