"""What partners pay and what it is spent on, as the office notes it for a financial year."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from reports import year_names
from reports.models import Contribution, Cost


def note_contribution(
    *, by: Person, year: str, agency: Agency, amount: Decimal, in_kind: str, at: datetime
) -> Contribution:
    """Note what one agency gives in a year, in place of what was noted before; Refusal for a name that is no year."""
    check(by, Permission.KEEP_REPORTS)
    year_names.days(year)
    with transaction.atomic():
        noted = {"amount": amount, "in_kind": in_kind.strip(), "noted_by": by, "noted_at": at}
        made, _ = Contribution.objects.update_or_create(year=year, agency=agency, defaults=noted)
        trail.leave("contribution of a partner noted", by=by, about=made, amount=str(amount))
    return made


def note_cost(*, by: Person, year: str, heading: str, amount: Decimal, at: datetime) -> Cost:
    """Note what was spent under one heading in a year, in place of what was noted before."""
    check(by, Permission.KEEP_REPORTS)
    year_names.days(year)
    with transaction.atomic():
        noted = {"amount": amount, "noted_by": by, "noted_at": at}
        made, _ = Cost.objects.update_or_create(year=year, heading=heading.strip(), defaults=noted)
        trail.leave("cost of the partnership noted", by=by, about=made, amount=str(amount))
    return made


def strike(*, by: Person, noted: Contribution | Cost) -> None:
    """Take out something that was noted by mistake; the trail keeps what it was."""
    check(by, Permission.KEEP_REPORTS)
    with transaction.atomic():
        trail.leave("contribution or cost taken out", by=by, about=noted, amount=str(noted.amount))
        noted.delete()
