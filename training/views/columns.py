"""The columns of lists of bookings, for a learner, an agency and the office."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from office.lists import Column
from training.models import Booking, Certificate


def _title(row: Booking) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("booking", args=[row.pk]), row.event.course.title)


def _living(row: Booking) -> Certificate | None:
    """The living certificate of a booking; needs `certificates` prefetched."""
    return next((each for each in row.certificates.all() if each.revoked_at is None), None)


def _certificate(row: Booking) -> SafeString | str:
    made = _living(row)
    if made is None:
        return ""
    return format_html('<a href="{}">{}<span class="govuk-visually-hidden">: certificate of {}</span></a>',
                       reverse("certificate_paper", args=[made.pk]), _counts_until(row), made.course)  # fmt: skip


def _counts_until(row: Booking) -> str:
    made = _living(row)
    if made is None:
        return ""
    return f"Until {made.valid_until:%-d %b %Y}" if made.valid_until else "For good"


def of_bookings(*, own: bool = False, money: bool = False) -> list[Column]:
    """Course, day, place, state; who and for which agency unless they are one's own."""
    columns = [
        Column("course", "Course", _title, lambda row: row.event.course.title, ("event__course__title",), leads=True),
        Column("day", "Day", lambda row: f"{row.event.day:%a %-d %b %Y}", lambda row: row.event.day,
               ("event__starts_at",)),
        Column("place", "Where", lambda row: row.event.place),
    ]  # fmt: skip
    if not own:
        columns += [
            Column("person", "Who", lambda row: row.person.name, order=("person__name",)),
            Column("agency", "Agency", lambda row: row.agency.name, order=("agency__name",)),
        ]
    columns += [
        Column("state", "State", lambda row: row.words, order=("state",)),
        Column("booked", "Booked on", lambda row: row.booked_at, order=("booked_at",), file_only=True),
    ]
    if own:
        columns.append(Column("certificate", "Certificate", _certificate, _counts_until))
    if money:
        columns += [
            Column("fee", "Fee", lambda row: row.fee, file_only=True),
            Column("rate", "Rate", lambda row: row.get_rate_display(), file_only=True),
            Column("manager", "Line manager", lambda row: row.manager_name, file_only=True),
            Column("manager_email", "Line manager's address", lambda row: row.manager_email, file_only=True),
        ]
    return columns
