"""Yearly reports of Oakshire: that of the last whole year, signed and published; that of this year, begun."""

import tomllib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from office.models import Letter
from oscb_portal.oakshire.cast import Cast
from partnership.models import Person
from partnership.working_days import LONDON
from reports import annual, costing, freezing, year_names
from reports.models import Report

WORDS = Path(__file__).parent / "yearly.toml"


def tell(cast: Cast, *, today: date) -> None:
    """Both of them, by the verbs a person would use."""
    words = tomllib.loads(WORDS.read_text("utf-8"))
    this_year = year_names.of(today)
    last_year = year_names.before(this_year)
    at = datetime.combine(today - timedelta(days=9), time(10), tzinfo=LONDON)
    for year, change in (
        (year_names.before(last_year), Decimal("0.96")),
        (last_year, Decimal(1)),
        (this_year, Decimal("1.03")),
    ):
        _note_money(words["money"], cast, year, change, at)
    _publish(annual.start(by=cast.administrator, year=last_year, at=at, on=today), words["year"], cast, at, today)
    begun = annual.start(by=cast.administrator, year=this_year, at=at, on=today)
    _write(begun, texts=words["draft"], by=cast.administrator, at=at, today=today)
    for key, writer in (("training", cast.trainer), ("partners", cast.police), ("incidents", cast.coordinator)):
        annual.ask_to_write(by=cast.administrator, section=begun.sections.get(key=key), writer=writer, at=at)
    for key, said in words["comments"].items():
        annual.comment(by=cast.scrutineer, section=begun.sections.get(key=key), text=said, at=at)
    # What was told days ago is not sent anew.
    Letter.objects.filter(key__startswith="report section").delete()


def _note_money(money: dict[str, Any], cast: Cast, year: str, change: Decimal, at: datetime) -> None:
    for key, amount in money["income"]:
        costing.note_contribution(
            by=cast.administrator, year=year, agency=getattr(cast.agencies, key), amount=round(amount * change, 2),
            in_kind=money["in_kind"].get(key, ""), at=at,
        )  # fmt: skip
    for heading, amount in money["costs"]:
        costing.note_cost(by=cast.administrator, year=year, heading=heading, amount=round(amount * change, 2), at=at)


def _write(report: Report, *, texts: dict[str, str], by: Person, at: datetime, today: date) -> None:
    allowed = list(freezing.whole_of(report, on=today).words_of_tokens())
    for key, text in texts.items():
        section = report.sections.get(key=key)
        mark = annual.mark_of(section)
        annual.write(by=by, section=section, text=text.strip(), mark=mark, allowed=allowed, at=at)


def _publish(report: Report, texts: dict[str, str], cast: Cast, at: datetime, today: date) -> None:
    freezing.freeze(by=cast.administrator, report=report, at=at, on=today)
    _write(report, texts=texts, by=cast.administrator, at=at, today=today)
    for signer, agency in (
        (cast.council, cast.agencies.county_council),
        (cast.police, cast.agencies.police),
        (cast.health, cast.agencies.icb),
    ):
        digest = freezing.digest_of(report)
        freezing.sign(by=signer, report=report, agency=agency, digest=digest, at=at + timedelta(days=2), on=today)
    published = freezing.publish(by=cast.administrator, report=report, at=at + timedelta(days=3), on=today)
    for to in ("Child Safeguarding Practice Review Panel", "Foundations, the What Works Centre"):
        freezing.note_sent(by=cast.administrator, report=published, to=to, sent_on=today, on=today)
