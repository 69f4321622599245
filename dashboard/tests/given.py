"""Builds what tests of loads stand on, in few words: who sends, for which area, which file."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from dashboard import load_job, loads, measures, readings, returns, supplies, tasks
from dashboard.models import Area, Forecast, ForecastPeriod, Load, Reading, Return, StaffingWeek, Supply
from partnership import periods
from partnership.models import Agency, Membership, Person
from partnership.periods import Kind

DATA = Path(__file__).parent / "data"
NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


def an_agency(name="Oakshire County Council", *, kind="county_council") -> Agency:
    slug = name.lower().replace(" ", "-")
    return Agency.objects.get_or_create(
        slug=slug, defaults={"name": name, "kind": kind, "sector": "social_care", "active_from": dt.date(2020, 1, 1)}
    )[0]


OF_THE_BOARD = {"board_member", "scrutineer", "business_unit"}


def the_board() -> Agency:
    return an_agency("Oakshire Safeguarding Board", kind="board")


def somebody(role: str, *, agency: Agency | None = None) -> Person:
    agency = agency or (the_board() if role in OF_THE_BOARD else an_agency())
    email = f"{role}@{agency.slug}.example"
    person = Person.objects.filter(email=email).first()
    if person is None:
        person = Person.objects.create_user(email, name=role.replace("_", " ").capitalize())
        Membership.objects.create(person=person, agency=agency, role=role, starts_on=dt.date(2020, 1, 1))
    return Person.objects.get(pk=person.pk)


def an_analyst() -> Person:
    return somebody("analyst")


def an_area(number="975", *, code="E99999975", name="Oakshire") -> Area:
    """An area whose rows the county council sends."""
    area = Area.objects.get_or_create(
        code=code, defaults={"name": name, "level": Area.Level.COUNTY_DEMO, "authority_number": number}
    )[0]
    area.senders.add(Agency.objects.filter(name="Oakshire County Council").first() or an_agency())
    return area


def an_upload(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (DATA / name).read_bytes() if content is None else content)


def a_load(name: str, content: bytes | None = None, *, at=NOON, **words) -> Load:
    by = words.pop("by", None) or an_analyst()
    return loads.receive(
        by=by,
        agency=words.pop("agency", None) or an_agency(),
        area=words.pop("area", None) or an_area(),
        upload=an_upload(name, content),
        at=at,
        **words,
    )


def a_load_that_was_read(name: str, content: bytes | None = None, *, at=NOON, **words) -> Load:
    load = a_load(name, content, at=at, **words)
    load_job.read(load.pk, clock=lambda: at)
    tasks.work_out_figures(load.pk)
    load.refresh_from_db()
    return load


def a_workbook(**sheets: list[list[object]]) -> bytes:
    """A workbook with these sheets, each a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


CONTACT_HEADERS = [
    "Child Unique ID",
    "Gender",
    "Ethnicity",
    "Date of Birth",
    "Age of Child (Years)",
    "Date of Contact",
    "Contact Source",
]


def a_contact(child="10045", *, on=dt.date(2026, 5, 4), source="q) 6: Police", gender="b) Female") -> list[object]:
    return [child, gender, "a) WBRI", dt.date(2015, 2, 3), 11, on, source]


def contacts(*rows: list[object]) -> bytes:
    return a_workbook(List_1=[["List 1: Contacts"], CONTACT_HEADERS, *rows])


EVENT_HEADERS = (
    "contact_ref,child_ref,household_ref,received_at,channel,source_code,concern_category,initial_rating,"
    "final_rating,screening_at,checks_requested_at_police,checks_returned_at_police,decision_at,decision,urgent_flag"
)


def events(*rows: str, headers: str = EVENT_HEADERS) -> bytes:
    return "\n".join([headers, *rows, ""]).encode()


def an_event(
    contact="C1", child="K1", *, received="2026-05-04T09:00:00+01:00", decided="2026-05-04T15:00:00+01:00",
    decision="referral",
) -> str:  # fmt: skip
    return (
        f"{contact},{child},H1,{received},phone,6,neglect,amber,amber,{received},{received},{decided},{decided},"
        f"{decision},false"
    )


def a_staffing_return(
    *, agency="Oakshire County Council", role="social worker", week=dt.date(2026, 10, 26), in_post=2.0,
) -> StaffingWeek:  # fmt: skip
    """What the hub's team of an agency said of one role in one week."""
    return StaffingWeek.objects.create(
        area=an_area(), agency=agency, team="MASH", role=role, week_commencing=week, in_post_fte=in_post,
        established_fte=in_post,
    )  # fmt: skip


def a_forecast(code="D01", *, weekly=50.0, last=dt.date(2026, 10, 31)) -> Forecast:
    """A forecast as the job keeps it: a steady number a week, for twelve months and 26 weeks."""
    version = measures.take_in()[code]
    found = Forecast.objects.create(
        area=an_area(), measure=version.measure, version=version, last_known=last, model="holt_winters", hidden_for=5,
        made_of="test", made_at=NOON,
    )  # fmt: skip
    tomorrow = last + dt.timedelta(days=1)
    months = periods.between(Kind.MONTH, tomorrow, tomorrow + dt.timedelta(days=360))
    weeks = periods.between(Kind.WEEK, tomorrow + dt.timedelta(days=6), tomorrow + dt.timedelta(weeks=26))
    ForecastPeriod.objects.bulk_create(
        ForecastPeriod(
            forecast=found, period_kind=str(each.kind), starts_on=each.start, ends_on=each.end,
            expected=weekly * each.days / 7, low80=0.8 * weekly * each.days / 7, high80=1.2 * weekly * each.days / 7,
            low95=0.7 * weekly * each.days / 7, high95=1.3 * weekly * each.days / 7,
        )
        for each in (*months, *weeks)
    )  # fmt: skip
    return found


def a_figure(code="D01", count=200, *, month=dt.date(2026, 10, 1)) -> None:
    """One month of one measure."""
    period = periods.containing(Kind.MONTH, month)
    readings.replace(
        [readings.figure(measures.known()[code], period, count)], version=measures.take_in()[code], area=an_area(),
        source="events", periods=[period], at=NOON,
    )  # fmt: skip


# Returns ---------------------------------------------------------------------

AT = dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)
OCTOBER = dt.date(2026, 10, 1)


def a_supply(cast, sheet="missing", *, agency=None, due_after=10, on=dt.date(2026, 1, 1), area=None):
    """An agency sends a sheet; the police, unless another is named."""
    return supplies.agree(
        by=cast.administrator, sheet=sheet, agency=agency or cast.agencies.police, area=area or an_area(),
        due_after=due_after, on=on,
    )  # fmt: skip


def a_return(cast, *sheets, agency=None, start=OCTOBER, at=AT, area=None):
    """A return that has been asked for, of the month (quarter, term) that begins on a day."""
    agency = agency or cast.agencies.police
    for sheet in sheets or ("missing",):
        known = Supply.objects.filter(sheet=sheet, agency=agency)
        if not known.exists():
            a_supply(cast, sheet, agency=agency, area=area)
    supplies.ask_for_returns(at=at)
    return Return.objects.get(agency=agency, starts_on=start)


def missing_children(home=20, care=5, **other):
    """Answers of the sheet of children missing: every episode a child, offered and done."""
    answers = {}
    for row, number in (("home", home), ("care", care)):
        numbers = dict.fromkeys(("episodes", "children", "offered", "done", "in_72_hours"), number) | {"three_times": 0}
        for column, value in {**numbers, **other}.items():
            answers["missing", row, column] = Decimal(value)
    return answers


def a_sent_return(cast, *, answers=None, by=None, at=AT, staffing=None, **words):
    """A return that has been submitted by the police partner, or by somebody else."""
    sent = a_return(cast, at=at, **words) if "sent" not in words else words["sent"]
    by = by or cast.police
    filled = returns.Filled(answers=missing_children() if answers is None else answers, staffing=staffing)
    returns.keep_draft(sent=sent, filled=filled, by=by, at=at)
    return returns.submit(sent=sent, by=by, at=at, sure=True)


def figures(code, *, part=""):
    """What returns tell of a measure: first day, numerator, denominator, status."""
    found = Reading.objects.living().filter(measure__code=code, breakdown=part).order_by("starts_on")
    return [(str(each.starts_on), each.numerator, each.denominator, each.status) for each in found]
