"""The business plans of Oakshire: three aims and ten priorities, first for 2022 to 2024 and carried on since."""

import tomllib
from datetime import date, datetime, timedelta
from itertools import count, takewhile
from pathlib import Path

from oscb_portal.oakshire.cast import Agencies
from partnership.working_days import LONDON
from priorities.models import Aim, Place, Plan, Priority

WORDS = Path(__file__).parent / "plan.toml"
FIRST_YEAR, YEARS = 2022, 2


def publish(agencies: Agencies, *, today: date) -> None:
    """Write the plan of 2022 to 2024 and each that followed, up to the one in force today; all published."""
    aims = tomllib.loads(WORDS.read_text("utf-8"))["aim"]
    priorities = {
        each["slug"]: Priority(
            slug=each["slug"],
            name=each["name"],
            why=" ".join(each["why"].split()),
            lead_agency=getattr(agencies, each["lead"]),
        )
        for aim in aims
        for each in aim["priority"]
    }
    Priority.objects.bulk_create(priorities.values())
    for year in takewhile(lambda year: date(year, 4, 1) <= today, count(FIRST_YEAR, YEARS)):
        plan = _plan(year)
        for number, words in enumerate(aims, start=1):
            aim = Aim.objects.create(plan=plan, number=number, name=words["name"])
            Place.objects.bulk_create(
                Place(aim=aim, priority=priorities[each["slug"]], number=each["number"]) for each in words["priority"]
            )


def _plan(year: int) -> Plan:
    """The plan that begins in April of a year, published two weeks before."""
    starts_on = date(year, 4, 1)
    return Plan.objects.create(
        slug=f"{year}-{(year + YEARS) % 100:02d}",
        name=f"Business plan {year} to {year + YEARS}",
        starts_on=starts_on,
        ends_on=date(year + YEARS, 3, 31),
        published_at=datetime.combine(starts_on - timedelta(days=14), datetime.min.time(), tzinfo=LONDON),
    )
