"""Builds what tests of loads stand on, in few words: who sends, for which area, which file."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from dashboard import load_job, loads, tasks
from dashboard.models import Area, Load
from partnership.models import Agency, Membership, Person

DATA = Path(__file__).parent / "data"
NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


def an_agency(name="Oakshire County Council", *, kind="county_council") -> Agency:
    slug = name.lower().replace(" ", "-")
    return Agency.objects.get_or_create(
        slug=slug, defaults={"name": name, "kind": kind, "sector": "social_care", "active_from": dt.date(2020, 1, 1)}
    )[0]


def somebody(role: str, *, agency: Agency | None = None) -> Person:
    agency = agency or an_agency()
    email = f"{role}@{agency.slug}.example"
    person = Person.objects.filter(email=email).first()
    if person is None:
        person = Person.objects.create_user(email, name=role.replace("_", " ").capitalize())
        Membership.objects.create(person=person, agency=agency, role=role, starts_on=dt.date(2020, 1, 1))
    return Person.objects.get(pk=person.pk)


def an_analyst() -> Person:
    return somebody("analyst")


def an_area(number="975", *, code="E99999975", name="Oakshire") -> Area:
    return Area.objects.get_or_create(
        code=code, defaults={"name": name, "level": Area.Level.COUNTY_DEMO, "authority_number": number}
    )[0]


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
