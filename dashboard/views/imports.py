"""Pages of loads: the list, sending a file, one load with its progress and faults, and undoing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html

from dashboard import annex_a, load_states, loads, mash_events, tasks
from dashboard.event_rows import TABLES
from dashboard.faults import WORDS, Fault
from dashboard.forms.imports import FaultChoices, LoadChoices, UploadForm
from dashboard.models import Load, LocalCount
from dashboard.wording import joined
from office.lists import Column, Listing, answer
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal

# So many columns that a file lacks are named at the top of its page; all stand in the list.
MOST_LACKING = 8
LOAD_COLUMNS = (
    Column(
        "file",
        "File",
        cell=lambda load: format_html('<a class="p-link" href="{}">{}</a>', load.get_absolute_url(), load.filename),
        value=lambda load: load.filename,
        order=("filename",),
        leads=True,
    ),
    Column("kind", "Kind", cell=lambda load: load.get_kind_display(), order=("kind",)),
    Column("area", "Area", cell=lambda load: load.area.name, order=("area__name",)),
    Column("agency", "Sent by", cell=lambda load: load.agency.name, order=("agency__name",)),
    Column(
        "sent",
        "Sent",
        cell=lambda load: f"{timezone.localtime(load.uploaded_at):%-d %b %Y, %H:%M}",
        value=lambda load: timezone.localtime(load.uploaded_at).replace(tzinfo=None),
        order=("uploaded_at",),
    ),
    Column("state", "State", cell=lambda load: load.get_state_display(), order=("state",)),
    Column("faults", "Faults", cell=lambda load: f"{load.faults_total:,}", order=("faults_total",), numeric=True),
)
FAULT_COLUMNS = (
    Column("sheet", "Sheet", cell=lambda fault: fault.sheet or "The file", order=("sheet", "row")),
    Column("row", "Row", cell=lambda fault: fault.row or "", order=("row",), numeric=True),
    Column("column", "Column", cell=lambda fault: fault.column, order=("column",), leads=True),
    Column("what", "What is wrong", cell=lambda fault: fault.sentence, order=("kind",)),
    Column("value", "Stands there", cell=lambda fault: fault.value_class, order=("value_class",)),
    Column("remedy", "What to do", cell=lambda fault: fault.remedy),
    Column(
        "row_kept",
        "The row was",
        cell=lambda fault: "left out" if fault.row_refused else "kept",
        order=("row_refused",),
    ),
)


@require(Permission.LOAD_DATA)
def imports(request: HttpRequest) -> HttpResponse:
    """Send files, whose reading begins at once; below, all loads one may see, the latest first."""
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*given, person=request.user, on=timezone.localdate())
    if form.is_valid():
        received = _receive(request, form)
        if len(received) == 1 and not form.errors:
            return redirect("load", pk=received[0].pk)
        if received and not form.errors:
            return redirect("imports")
    listing = Listing(
        request,
        Load.objects.visible_to(request.user).for_list(),
        columns=LOAD_COLUMNS,
        choices=LoadChoices,
        one="load",
        many="loads",
        file_name="loads",
    )
    hours = loads.hours_kept(on=timezone.localdate())
    return answer(request, "dashboard/imports.html", listing, form=form, hours=hours)


def _receive(request: HttpRequest, form: UploadForm) -> list[Load]:
    """Each file becomes a load of its own; one that is turned away is named, the others are read all the same."""
    given = form.cleaned_data
    files = given.pop("upload")
    received = []
    for upload in files:
        try:
            load = loads.receive(
                by=request.user, agency=request.user.acting_for, at=timezone.now(), upload=upload, **given
            )
        except Refusal as refusal:
            named = f"{loads.safe_name(upload.name, kind='file')}: " if len(files) > 1 else ""
            form.add_error("upload", f"{named}{refusal.sentence}")
        else:
            tasks.wake(load)
            received.append(load)
    if len(files) > 1 and received:
        words = (
            "1 file is being read." if len(received) == 1 else f"{len(received)} files are being read, each by itself."
        )
        messages.success(request, words)
    return received


@require(Permission.LOAD_DATA)
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """One load: how far it is, what was read, and each fault with its place and remedy.

    What is sent here reads its upload once more, for what was said of its values, or destroys it.
    """
    load = get_object_or_404(Load.objects.visible_to(request.user).for_list(), pk=pk)
    if request.method == "POST":
        return _done_with_upload(request, load)
    listing = Listing(
        request,
        load.faults.for_list(),
        columns=FAULT_COLUMNS,
        choices=FaultChoices,
        one="fault",
        many="faults",
        file_name=f"faults-of-load-{load.pk}",
    )
    hours = loads.hours_kept(on=timezone.localdate(load.uploaded_at))
    return answer(request, "dashboard/load.html", listing, load=load, hours=hours, **_figures(load))


def _done_with_upload(request: HttpRequest, load: Load) -> HttpResponse:
    try:
        if "destroy" in request.POST:
            loads.destroy_upload(load, by=request.user)
            messages.success(request, "The upload is destroyed.")
            return redirect("load", pk=load.pk)
        again = loads.read_again(load, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("load", pk=load.pk)
    tasks.wake(again)
    messages.success(request, "The file is being read once more.")
    return redirect("load", pk=again.pk)


def _figures(load: Load) -> dict[str, Any]:
    """What came of each table of the load, and which kinds of fault it has most."""
    rows = [
        (str(model._meta.verbose_name_plural).capitalize(), load.counts[table])
        for table, model in {**TABLES, "localcount": LocalCount}.items()
        if load.counts.get(table, {}).get("read")
    ]
    most = [(WORDS[Fault(kind)].heading, kind, number) for kind, number in load.faults.by_kind()[:5]]
    unknown = load.unknown_values.count() if load.state == load_states.DONE else 0
    passed_over = [f"List {number} ({annex_a.NOT_COUNTED[number]})" for number in load.passed_over]
    lacking = load.faults.filter(kind__in=(Fault.MISSING_COLUMN, Fault.CUT_OFF, Fault.EMPTY_FILE)).for_list()
    return {
        "rows": rows,
        "most": most,
        "lacking": lacking[:MOST_LACKING],
        "passed_over": joined(passed_over),
        "may_undo": load.state == load_states.DONE,
        "unknown": unknown,
    }


@require(Permission.LOAD_DATA)
def empty_events(request: HttpRequest) -> HttpResponse:
    """A mash_events.csv with its headers alone, to be filled or to be shown to whoever writes the export."""
    answer = HttpResponse(",".join(mash_events.IN_ORDER) + "\r\n", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="mash_events.csv"'
    return answer


@require(Permission.LOAD_DATA)
def load_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a load is, as a fragment that its page fetches every two seconds."""
    load = get_object_or_404(Load.objects.visible_to(request.user), pk=pk)
    return render(request, "dashboard/_load_progress.html", {"load": load})


@require(Permission.LOAD_DATA)
def undo_load(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to undo a load, and undo it."""
    load = get_object_or_404(Load.objects.visible_to(request.user).for_list(), pk=pk)
    if request.method == "POST":
        try:
            loads.undo(load, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            load.refresh_from_db()
            tasks.wake(load)
            messages.success(request, "The load is undone. Its figures are being worked out afresh.")
        return redirect("load", pk=pk)
    return render(request, "dashboard/undo_load.html", {"load": load, **_figures(load)})
