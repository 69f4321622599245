"""Lists one keeps under a name: keep one from its page, fetch it, take it away."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import exports
from training.forms.desk import ExportForm
from training.models import SavedExport


@require(Permission.BOOK_PLACES)
def saved_exports(request: HttpRequest) -> HttpResponse:
    """The lists one keeps; `?list=` names the one to be kept."""
    asked = request.GET.get("list", "")
    form = ExportForm(request.POST or None, initial={"address": asked}) if asked or request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            exports.keep(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Kept. Fetch it here whenever you like.")
            return redirect("saved_exports")
    mine = SavedExport.objects.filter(person=request.user)
    kept = [(each, exports.list_of(each)) for each in mine]
    return render(request, "training/saved_exports.html", {"form": form, "kept": kept})


@require(Permission.BOOK_PLACES)
@require_safe
def fetch_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads to the list as a file; the list itself says who may see what of it."""
    kept = get_object_or_404(SavedExport, pk=pk, person=request.user)
    return redirect(f"{kept.address}{'&' if urlsplit(kept.address).query else '?'}format=csv")


@require(Permission.BOOK_PLACES)
@require_POST
def drop_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a list no longer."""
    exports.drop(export=get_object_or_404(SavedExport, pk=pk, person=request.user), by=request.user)
    messages.success(request, "That list is kept no longer.")
    return redirect("saved_exports")
