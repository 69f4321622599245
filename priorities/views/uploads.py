"""Actions from a spreadsheet: choose it, and all rows are proposed, or none and each fault is named."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from office import tables_in
from office.tables_in import Fault
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import uploading
from priorities.forms.actions import UploadForm


@require(Permission.OWN_ACTIONS)
def upload_actions(request: HttpRequest) -> HttpResponse:
    """Propose all actions of a file, or say what is wrong with it."""
    now = timezone.now()
    today = timezone.localdate(now)
    columns = uploading.columns(on=today)
    form = UploadForm(request.POST or None, request.FILES or None)
    faults: list[Fault] = []
    if form.is_valid():
        try:
            read = tables_in.read(form.cleaned_data["upload"].read(), columns=columns, most_rows=500)
            faults = read.faults + uploading.faults_of(read.rows, by=request.user, on=today)
            if not faults:
                made = uploading.take_in(by=request.user, rows=read.rows, at=now)
                messages.success(request, f"{len(made)} action{'s are' if len(made) != 1 else ' is'} proposed.")
                return redirect("actions")
            cells = "1 cell has" if len(faults) == 1 else f"{len(faults)} cells have"
            form.add_error("upload", f"{cells} a fault, named below. Nothing was taken in.")
        except Refusal as refusal:
            form.add_error("upload", refusal.sentence)
    return render(request, "priorities/upload_actions.html", {"form": form, "faults": faults, "columns": columns})
