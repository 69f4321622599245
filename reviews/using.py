"""How teams used what was published: the log, which agencies have, and who is asked because theirs has not."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from office import letters
from office.letters import Topic, Urgency
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import hands
from priorities.wording import refuse_identifiers
from reviews import publishing
from reviews.models import Product, TeamUse


@dataclass(frozen=True)
class Coverage:
    """One agency and what its teams have done with a product; nought of both when none has."""

    agency: Agency
    teams: int
    people: int


def log(
    *, product: Product, by: Person, at: datetime, agency: Agency, team: str, used_on: date, people: int,
    will_change: str,
) -> TeamUse:  # fmt: skip
    """Log that a team has used a product; Refusal for a day that does not fit or the same line twice."""
    check(by, Permission.LOG_TEAM_USE, agency=agency)
    refuse_identifiers(team, will_change)
    today = localdate(at)
    if product.published_on is None or not product.published_on <= used_on <= today:
        raise Refusal("Choose a day between its publication and today.")
    if not 1 <= people <= 500:
        raise Refusal("How many were there? Give a number from 1 to 500.")
    try:
        with transaction.atomic():
            made = TeamUse.objects.create(
                product=product, agency=agency, team=" ".join(team.split()), used_on=used_on, people=people,
                will_change=will_change.strip(), recorded_by=by, recorded_at=at,
            )  # fmt: skip
            trail.leave("learning used", by=by, about=product, agency=agency, people=people)
    except IntegrityError:
        raise Refusal("This team has logged this for that day already.") from None
    return made


def coverage(product: Product, *, on: date) -> list[Coverage]:
    """Every agency a product is for, with its teams and people; agencies that have not used it come first."""
    used = {row["agency"]: row for row in product.uses.by_agency()}
    rows = [
        Coverage(agency, row["teams"] if row else 0, row["people"] if row else 0)
        for agency in meant_for(product, on=on)
        for row in [used.get(agency.pk)]
    ]
    return sorted(rows, key=lambda row: (row.teams > 0, row.agency.name))


def meant_for(product: Product, *, on: date) -> list[Agency]:
    """The agencies a product is for: those named, else every partner with its own safeguarding (schools by trust)."""
    return list(product.agencies.all()) or partners(on=on)


def partners(*, on: date) -> list[Agency]:
    """Every agency with its own safeguarding, on a day; a school of a trust counts with its trust."""
    kinds = [Agency.Kind.BOARD, Agency.Kind.INDEPENDENT]
    return list(Agency.objects.active(on).filter(parent=None).exclude(kind__in=kinds).order_by("name"))


def prompt(*, at: datetime) -> int:
    """Ask, once for each product, whoever answers for an agency whose teams have not used it in time."""
    today, count = localdate(at), 0
    for product in Product.objects.published(today).filter(kind=Product.Kind.BRIEFING):
        begins = publishing.prompt_from(product)
        if begins is None or begins > today:
            continue
        for row in coverage(product, on=today):
            if row.teams:
                continue
            with transaction.atomic():
                for person in hands.answering_for(row.agency, on=today):
                    letters.write(
                        to=person, topic=Topic.REMINDER, urgency=Urgency.DIGEST, template="reviews/unused", at=at,
                        key=f"unused {product.pk} {row.agency.pk} {person.pk}",
                        context={"product": product, "agency": row.agency,
                                 "address": reverse("log_use", args=[product.slug])},
                    )  # fmt: skip
                    count += 1
    return count
