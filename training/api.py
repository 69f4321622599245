"""Training's part of the API: an agency reads its own people's records, and sends what they learned elsewhere."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.pagination import LimitOffsetPagination, paginate
from pydantic import Field

from office.api import WithKey
from office.models import Token
from training import clock, records
from training.models import Booking, Certificate, ExternalRecord, Learning
from training.records import Elsewhere

router = Router(tags=["Training records"])
READ, SEND = WithKey(Token.Scope.READ_TRAINING), WithKey(Token.Scope.SEND_TRAINING)


class RecordOut(Schema):
    """One course somebody took, or stayed away from, as its register says; or e-learning somebody finished."""

    email: str
    name: str
    job_role: str
    agency: str = Field(description="The agency the place was booked for, or the e-learning taken for")
    course: str = Field(description="The last part of the course's address")
    title: str
    level: str
    ended_on: date = Field(description="Last day of the event, or the day the e-learning was finished")
    state: str = Field(description="attended, part_attended or absent; finished for e-learning")
    hours: Decimal = Field(description="CPD hours of the course")
    certificate: str = Field(description="Its code, which /certificates/<code>/ proves; empty without one")
    valid_until: date | None = Field(description="Last day the certificate counts; empty for good, or without one")

    @staticmethod
    def learnt(row: Learning) -> dict[str, Any]:
        """E-learning as a record."""
        stands = row.revoked_at is None
        return {
            "email": row.person.email, "name": row.person.name, "job_role": row.person.job_role,
            "agency": row.agency.name, "course": row.course.slug, "title": row.course.title,
            "level": row.course.level, "ended_on": row.taken_on, "state": "finished", "hours": row.course.cpd_hours,
            "certificate": row.code if stands else "", "valid_until": row.valid_until if stands else None,
        }  # fmt: skip

    @staticmethod
    def of(row: Booking) -> dict[str, Any]:
        """A booking as a record."""
        living: Certificate | None = next((each for each in row.certificates.all() if not each.revoked_at), None)
        return {
            "email": row.person.email, "name": row.person.name, "job_role": row.person.job_role,
            "agency": row.agency.name, "course": row.event.course.slug, "title": row.event.course.title,
            "level": row.event.course.level, "ended_on": clock.day_of(row.event.ends_at), "state": row.state,
            "hours": row.event.course.cpd_hours, "certificate": living.code if living else "",
            "valid_until": living.valid_until if living else None,
        }  # fmt: skip


class ElsewhereIn(Schema):
    """What somebody learned elsewhere."""

    email: str = Field(description="Address of the account here of somebody who belongs to the agency", max_length=254)
    reference: str = Field(description="What your system calls the record; sent again it corrects it", max_length=80)
    title: str = Field(max_length=160)
    provider: str = Field(max_length=120)
    taken_on: date
    valid_until: date | None = Field(None, description="Last day it counts; without one it counts for good")
    hours: Decimal = Field(Decimal(0), description="CPD hours", max_digits=5, decimal_places=1)


class ElsewhereOut(Schema):
    """The same as it is kept."""

    email: str = Field(alias="person.email")
    reference: str
    title: str
    provider: str
    taken_on: date
    valid_until: date | None
    hours: Decimal


@router.get("/training-records/", response=list[RecordOut], auth=READ, summary="Training of the agency's people")
@paginate(LimitOffsetPagination)
def training_records(request: HttpRequest, since: date | None = None, email: str = "", **asked: Any) -> Any:
    """Of people who belong to the agency today, latest first; `since` a day it ended, `email` of one of them.

    E-learning is among them once it is finished.
    """
    held: Token = request.auth
    today = timezone.localdate()
    rows = records.of_agency(held.agency, by=held.responsible, on=today)
    learnt = records.learnt_of(held.agency, by=held.responsible, on=today)
    if since:
        first = clock.moment(since, time.min)
        rows, learnt = rows.filter(event__ends_at__gte=first), learnt.filter(finished_at__gte=first)
    if email:
        own = {"person__email": email.strip().lower()}
        rows, learnt = rows.filter(**own), learnt.filter(**own)
    told = [RecordOut.of(row) for row in rows] + [RecordOut.learnt(row) for row in learnt]
    return sorted(told, key=lambda each: (each["ended_on"], each["email"], each["course"]), reverse=True)


@router.get("/training-records/elsewhere/", response=list[ElsewhereOut], auth=READ, summary="Training taken elsewhere")
@paginate(LimitOffsetPagination)
def training_elsewhere(request: HttpRequest, **asked: Any) -> Any:
    """What the agency has sent of people who belong to it today."""
    held: Token = request.auth
    return records.elsewhere_of(held.agency, by=held.responsible, on=timezone.localdate())


@router.post("/training-records/", response={201: ElsewhereOut}, auth=SEND, summary="Send training taken elsewhere")
def send_record(request: HttpRequest, said: ElsewhereIn) -> Status:
    """Kept with the person's record; it counts for coverage only where the office accepts it as one of our courses."""
    held: Token = request.auth
    words = said.dict(exclude={"email"})
    made: ExternalRecord = records.take_in(
        by=held.responsible, agency=held.agency, email=said.email, said=Elsewhere(**words), at=timezone.now()
    )
    return Status(201, made)
