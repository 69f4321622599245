"""The dashboard's part of the API: an agency's system sends files and asks how far their reading is."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.pagination import LimitOffsetPagination, paginate
from pydantic import Field

from dashboard import loads, tasks
from dashboard.models import Area, Load, LoadFault
from dashboard.models.loads import LoadQuerySet
from office.api import WithKey
from office.models import Token
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
        by=held.responsible, agency=held.agency, area=_area(said.area), upload=upload,
        reference_date=said.reference_date, corrects=corrects, at=timezone.now(),
    )  # fmt: skip
    tasks.wake(load)
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


def _area(code: str) -> Area:
    areas = {area.code: area for area in Area.objects.for_loads()}
    if code not in areas:
        raise Refusal(f"There is no area {code}. Areas one may send for: {', '.join(sorted(areas)) or 'none yet'}.")
    return areas[code]
