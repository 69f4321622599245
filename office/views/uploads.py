"""A list of agencies from a spreadsheet: choose it, see what it would do, then let it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from office import agency_lists, tables_in
from office.forms.files import ListForm
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal

# So many headings are named; the register of schools alone has more than a hundred.
MOST_NAMED = 8


@require(Permission.MANAGE_AGENCIES)
def upload_agencies(request: HttpRequest) -> HttpResponse:
    """The file; it changes nothing yet."""
    form = ListForm(request.POST or None, request.FILES or None)
    faults = []
    if form.is_valid():
        try:
            read = tables_in.read(form.cleaned_data["upload"].read(), columns=agency_lists.COLUMNS)
            faults = read.faults
            if not faults:
                agency_lists.lay_down(by=request.user, rows=read.rows, at=timezone.now())
                if read.passed_over:
                    messages.warning(request, _passed_over(read.passed_over))
                return redirect("check_agencies")
            form.add_error("upload", tables_in.unread(faults))
        except Refusal as refusal:
            form.add_error("upload", refusal.sentence)
    context = {"form": form, "faults": faults, "columns": agency_lists.COLUMNS}
    return render(request, "office/upload_agencies.html", context)


@require(Permission.MANAGE_AGENCIES)
def check_agencies(request: HttpRequest) -> HttpResponse:
    """What the list would do; the button does it."""
    rows = agency_lists.laid_down(request.user)
    if rows is None:
        return redirect("upload_agencies")
    plan = agency_lists.compare(rows)
    if request.method == "POST":
        try:
            plan = agency_lists.take_in(by=request.user, rows=rows, on=timezone.localdate())
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, f"{plan.new} added, {plan.changed} changed, {plan.same} were right already.")
            return redirect("upload_agencies")
    return render(request, "office/check_agencies.html", {"plan": plan, "rows": len(rows)})


def _passed_over(headings: list[str]) -> str:
    """Which columns of a file were not read, so that a misspelt heading is noticed."""
    several = ", ".join(f"“{heading[:40]}”" for heading in headings[:MOST_NAMED])
    more = len(headings) - MOST_NAMED
    return f"Not read, because the portal knows no such column: {several}{f' and {more} more' if more > 0 else ''}."
