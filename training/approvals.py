"""How many requests for approval one learner may cause in a day, and one address may get, so that nobody is flooded."""

from datetime import datetime

from django.utils.timezone import localdate

from office import rules
from partnership.refusals import Refusal
from training import clock
from training.models import Booking

# A manager of many is asked by many.
PER_ADDRESS = 5


def refuse_too_many(booking: Booking, *, at: datetime) -> None:
    """Refusal when the learner, or the manager's address, has had so many requests since midnight."""
    most = rules.value("training.approvals_a_day", on=localdate(at))
    today = Booking.objects.exclude(approved_by="").filter(
        booked_at__gte=clock.moment(localdate(at), datetime.min.time()), approved_at=None
    )
    if today.filter(person=booking.person_id).count() >= most:
        raise Refusal(f"You have asked for approval {most} times today. Wait for an answer, or go on tomorrow.")
    if today.filter(manager_email=booking.manager_email).count() >= most * PER_ADDRESS:
        raise Refusal(f"{booking.manager_email} has been asked very often today. Try again tomorrow.")
