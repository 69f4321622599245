"""Data sharing agreements: for the office all of them, for a lead those of the own agencies."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from office import agreements as house_agreements
from office import evidence
from office.forms.files import AgreementForm
from office.lists import Column, Listing, answer
from office.models import Agreement
from partnership.access import holds, require
from partnership.permissions import Permission
from partnership.refusals import Refusal


def _title(row: Agreement) -> str:
    if not row.file.may_be_served:
        return row.title
    return format_html('<a href="{}">{}</a>', reverse("agreement_file", args=[row.pk]), row.title)


COLUMNS = (
    Column("title", "Agreement", _title, lambda row: row.title, ("title",), leads=True),
    Column("agency", "Agency", lambda row: row.agency.name, order=("agency__name",)),
    Column("signed_on", "Signed", lambda row: f"{row.signed_on:%-d %B %Y}", lambda row: row.signed_on, ("signed_on",)),
    Column(
        "review_on",
        "Look at again",
        lambda row: f"{row.review_on:%-d %B %Y}",
        lambda row: row.review_on,
        ("review_on",),
    ),
    Column("state", "File", lambda row: row.file.get_state_display(), order=("file__state",)),
)


@require(Permission.READ_AGREEMENTS)
@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """The agreements one may read."""
    rows = Agreement.objects.visible_to(request.user).for_list()
    listing = Listing(
        request, rows, columns=COLUMNS, one="agreement", many="agreements", file_name="agreements", sort="review_on"
    )
    may_add = holds(request.user, Permission.KEEP_AGREEMENTS)
    return answer(request, "office/agreements.html", listing, may_add=may_add)


@require(Permission.KEEP_AGREEMENTS)
def add_agreement(request: HttpRequest) -> HttpResponse:
    """A signed agreement and its file."""
    now = timezone.now()
    form = AgreementForm(request.POST or None, request.FILES or None, on=timezone.localdate(now))
    if form.is_valid():
        try:
            house_agreements.add(by=request.user, at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The agreement is kept. Its file can be opened as soon as it has been checked.")
            return redirect("agreements")
    return render(request, "office/add_agreement.html", {"form": form})


@require(Permission.READ_AGREEMENTS)
@require_safe
def agreement_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed file, as a download."""
    row = get_object_or_404(Agreement.objects.visible_to(request.user).for_list(), pk=pk)
    return evidence.answer(row.file)
