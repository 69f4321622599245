"""The dashboard's part of the API: an agency's system sends files, asks how far they are, and reads the figures."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.pagination import LimitOffsetPagination, paginate
from pydantic import Field

from dashboard import areas, downloads, loads, measures, readers, senders, tasks
from dashboard.definitions import Definition
from dashboard.models import Area, Load, LoadFault
from dashboard.models.loads import LoadQuerySet
from dashboard.views import returns_api
from office.api import WithKey
from office.models import Token
from partnership.access import check
from partnership.periods import Kind
from partnership.permissions import Permission
from partnership.refusals import Refusal

router = Router(tags=["Data files"], auth=WithKey(Token.Scope.SEND_DATA))


class LoadOut(Schema):
    """One file that was sent, and what came of it."""

    id: int
    kind: str = Field(description="annex_a, cin_census or mash_events; told from the file itself")
    area: str = Field(alias="area.code")
    filename: str
    uploaded_at: datetime
    state: str = Field(description="waiting, then reading, then done; or failed or undone")
    sentence: str = Field(alias="in_a_sentence", description="The same in a sentence")
    rows_done: int
    rows_total: int | None
    faults_total: int
    error: str = Field(description="Why a failed load failed")


class FaultOut(Schema):
    """One place of the file that could not be taken as it stands, and what to do."""

    sheet: str
    row: int | None
    column: str
    sentence: str
    remedy: str
    row_refused: bool = Field(description="Whether the whole row was left out")


class Sent(Schema):
    """What is said of a file besides its content."""

    area: str = Field(description="Code of the area the rows belong to, such as E10000025")
    reference_date: date | None = Field(None, description="As at which day an Annex A workbook was made")
    corrects: int | None = Field(None, description="Number of an earlier load that this file corrects")


@router.post("/imports/", response={202: LoadOut}, summary="Send a file of case-level rows")
def send_file(request: HttpRequest, said: Form[Sent], upload: File[UploadedFile]) -> Status:
    """An Annex A workbook, a children in need census or mash_events.csv, as multipart/form-data."""
    held: Token = request.auth
    corrects = get_object_or_404(_loads(held).done(), pk=said.corrects) if said.corrects else None
    load = loads.receive(
        by=held.responsible, agency=held.agency, area=_area(held, said.area), upload=upload,
        reference_date=said.reference_date, corrects=corrects, at=timezone.now(),
    )  # fmt: skip
    transaction.on_commit(lambda: tasks.wake(load))
    return Status(202, load)


@router.get("/imports/", response=list[LoadOut], summary="The files the agency has sent, the latest first")
@paginate(LimitOffsetPagination)
def sent_files(request: HttpRequest, **asked: Any) -> LoadQuerySet:
    """Whoever in the agency sent them."""
    return _loads(request.auth).for_list()


@router.get("/imports/{pk}/", response=LoadOut, summary="How far the reading of a file is")
def sent_file(request: HttpRequest, pk: int) -> Load:
    """Ask every few seconds until the state is done or failed."""
    return get_object_or_404(_loads(request.auth).for_list(), pk=pk)


@router.get("/imports/{pk}/faults/", response=list[FaultOut], summary="The faults found in a file")
@paginate(LimitOffsetPagination)
def faults_of_file(request: HttpRequest, pk: int, **asked: Any) -> Any:
    """Sheet, row and column of each, what is wrong and what to do."""
    load = get_object_or_404(_loads(request.auth), pk=pk)
    return LoadFault.objects.filter(load=load).for_list()


def _loads(held: Token) -> LoadQuerySet:
    """What the key may see: loads of its own agency, as far as the person who answers for it may."""
    return Load.objects.visible_to(held.responsible).filter(agency=held.agency)


def _area(held: Token, code: str) -> Area:
    areas = {area.code: area for area in senders.areas_of(held.responsible, held.agency)}
    if code not in areas:
        raise Refusal(f"There is no area {code}. Areas one may send for: {', '.join(sorted(areas)) or 'none yet'}.")
    return areas[code]


# The figures -------------------------------------------------------------------

router.add_router("", returns_api.router)
figures = Router(tags=["Figures"], auth=WithKey(Token.Scope.READ_MEASURES))
router.add_router("", figures)
SMALL = 'A number; "c" where small numbers hide it, empty where there is none'


class MeasureOut(Schema):
    """What one measure counts."""

    code: str
    name: str
    domain: str = Field(description="demand, capacity, neglect and the like")
    why: str = Field(description="Why it matters")
    numerator: str = Field(description="What is counted")
    denominator: str = Field(description="Out of what; empty for a plain count")
    unit: str = Field(description="count, percent, rate (per 10,000 children) or mean")
    polarity: str = Field(description="Whether higher or lower is better, or neither")
    periods: list[str] = Field(description="Kinds of period it is counted in")
    parts: list[str] = Field(description="Parts it is also counted by, besides All")
    version: int = Field(description="Version of the definition")
    valid_from: date


class FigureOut(Schema):
    """One figure, as the CSV of the page has it."""

    measure: str
    name: str
    area_code: str
    area: str
    period_kind: str
    period: str
    first_day: str = Field(alias="from")
    last_day: str = Field(alias="to")
    part: str
    numerator: int | float | str = Field(description=SMALL)
    denominator: int | float | str = Field(description=SMALL)
    value: int | float | str = Field(description=SMALL)
    unit: str
    status: str = Field(description="final or provisional; else why there is no figure, such as hidden")
    source: str
    notes: str = Field(description="What people wrote beside the chart about that time")


@figures.get("/measures/", response=list[MeasureOut], summary="The measures and what each counts")
def measures_followed(request: HttpRequest) -> list[dict[str, Any]]:
    """In the order of the dashboard."""
    _may_see(request)
    return [_measure(definition) for definition in measures.known().values()]


@figures.get("/measures/{code}/", response=list[FigureOut], summary="The figures of a measure in an area")
def figures_of_measure(
    request: HttpRequest, code: str, area: str = "", period: Kind | None = None, part: str = ""
) -> list[dict[str, Any]]:
    """All periods, oldest first, small numbers hidden as on the page; `period` and `part` choose among them.

    Without an area it is the one the dashboard opens with.
    """
    _may_see(request)
    definition = measures.known().get(code.upper())
    if definition is None:
        raise Refusal(f"There is no measure {code}. /api/v1/measures/ lists them.")
    there = areas.with_figures()
    place = areas.chosen(there, area)
    if place is None:
        raise Refusal(f"There are no figures of an area {area}. Areas: {', '.join(each.code for each in there)}.")
    reader = readers.reader_of(request.auth.responsible, place)
    rows = downloads.of_measure(definition, place, on=timezone.localdate(), reader=reader)
    found = [dict(zip(downloads.KEYS, row, strict=True)) for row in rows]
    return [row for row in found if period in (None, row["period_kind"]) and part in ("", row["part"])]


def _may_see(request: HttpRequest) -> None:
    """A key can do no more than whoever answers for it."""
    check(request.auth.responsible, Permission.SEE_DASHBOARD)


def _measure(definition: Definition) -> dict[str, Any]:
    said = {name: getattr(definition, name) for name in MeasureOut.model_fields if hasattr(definition, name)}
    words = definition.words_of_parts()
    return {**said, "periods": list(definition.periods), "parts": [name for key, name in words.items() if key]}
