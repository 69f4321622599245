"""The spreadsheet of a return: to download, and to send in filled in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from dashboard import return_files, returns
from dashboard.forms.returns import UploadReturnForm
from dashboard.views.returns import workable
from office.tables_in import Fault
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal


@require(Permission.SEND_RETURNS)
def return_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The spreadsheet with every question of the return."""
    return return_files.template(workable(request, pk))


@require(Permission.SEND_RETURNS)
def upload_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a filled-in spreadsheet or staffing_return.csv into the draft, or say what is wrong with it."""
    sent = workable(request, pk)
    form = UploadReturnForm(request.POST or None, request.FILES or None)
    faults: list[Fault] = []
    if form.is_valid():
        try:
            found = return_files.read(form.cleaned_data["upload"].read(), sent=sent)
            faults = found.faults
            if not faults:
                returns.keep_draft(sent=sent, filled=found.filled, by=request.user, at=timezone.now())
                messages.success(request, f"{found.said} Look at it, then send it.")
                return redirect("fill_return", pk=pk)
            cells = "1 cell has" if len(faults) == 1 else f"{len(faults)} cells have"
            form.add_error("upload", f"{cells} a fault, named below. Nothing was taken in.")
        except Refusal as refusal:
            form.add_error("upload", refusal.sentence)
    return render(request, "dashboard/upload_return.html", {"form": form, "faults": faults, "sent": sent})
