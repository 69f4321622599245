"""The evidence library: the list, one piece with its revisions and where it is used, adding, revising, the file."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from audits import answering, hands, library
from audits.forms.work import ExhibitForm, OwnerForm
from audits.models import Exhibit, ExhibitRevision, SelfAssessment
from office import evidence
from office.lists import Column, Listing, answer
from partnership.access import members
from partnership.models import Agency
from partnership.refusals import Refusal


def state_of(row: Exhibit, today: Any) -> str:
    """In use, run out, withdrawn, or still being checked."""
    if row.withdrawn_at:
        return "Withdrawn"
    if row.expires_on and row.expires_on < today:
        return "Run out"
    newest = next(iter(row.revisions.all()), None)
    if newest and newest.file and not newest.file.may_be_served:
        return newest.file.get_state_display()
    return "In use"


def _columns(today: Any) -> tuple[Column, ...]:
    return (
        Column("title", "What", leads=True, order=("title",), value=lambda row: row.title,
               cell=lambda row: format_html('<a class="p-link" href="{}">{}</a>', reverse("exhibit", args=[row.pk]),
                                            row.title)),
        Column("kind", "Kind", cell=lambda row: row.get_kind_display(), order=("kind",)),
        Column("agency", "Agency", cell=lambda row: row.agency, order=("agency__name",)),
        Column("dated", "Of", cell=lambda row: f"{row.dated:%-d %b %Y}", value=lambda row: row.dated, order=("dated",)),
        Column("expires", "Runs out", order=("expires_on",), value=lambda row: row.expires_on,
               cell=lambda row: f"{row.expires_on:%-d %b %Y}" if row.expires_on else ""),
        Column("owner", "Owner", cell=lambda row: row.owner, order=("owner__name",)),
        Column("used", "Answers", cell=lambda row: row.used, order=("used",), numeric=True),
        Column("state", "State", cell=lambda row: state_of(row, today)),
    )  # fmt: skip


@members
def exhibits(request: HttpRequest) -> HttpResponse:
    """Every piece one may see."""
    today = timezone.localdate()
    rows = Exhibit.objects.visible_to(request.user).for_list()
    listing = Listing(request, rows, columns=_columns(today), one="piece", many="pieces", file_name="evidence")
    agency = request.user.acting_for
    may_add = agency is not None and library.may_add(request.user, agency, on=today)
    return answer(request, "audits/exhibits.html", listing, may_add=may_add)


@members
def exhibit(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece."""
    thing = _visible(request, pk)
    assessments = SelfAssessment.objects.visible_to(request.user)
    used = thing.answers.filter(assessment__in=assessments).select_related("assessment__cycle", "assessment__agency")
    context = {
        "exhibit": thing,
        "state": state_of(thing, timezone.localdate()),
        "used": used,
        "may_keep": _may_keep(request, thing) and thing.withdrawn_at is None,
    }
    return render(request, "audits/exhibit.html", context)


@members
def exhibit_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of one revision, as a download."""
    visible = _reachable(request)
    revision = get_object_or_404(ExhibitRevision.objects.filter(exhibit__in=visible).select_related("file"), pk=pk)
    if revision.file is None:
        raise Http404
    return evidence.answer(revision.file)


def _reachable(request: HttpRequest) -> Any:
    """Pieces one sees in the library, and those attached to what one has been asked to answer, sign or judge."""
    own = Exhibit.objects.visible_to(request.user)
    attached = Exhibit.objects.filter(answers__assessment__in=SelfAssessment.objects.visible_to(request.user))
    shared = [
        each.pk
        for each in attached.exclude(pk__in=own.values("pk")).prefetch_related("answers__assessment__agency")
        if any(_open_to(request, use) for use in each.answers.all())
    ]
    return Exhibit.objects.filter(pk__in=[*own.values_list("pk", flat=True), *shared])


def _open_to(request: HttpRequest, use: Any) -> bool:
    only = answering.codes_open_to(request.user, use.assessment)
    return only is None or use.code in only


@members
def add_exhibit(request: HttpRequest) -> HttpResponse:
    """A new piece; `?assessment=&code=` attaches it at once."""
    target = _target(request)
    agency: Agency | None = target[0].agency if target else request.user.acting_for
    today = timezone.localdate()
    if agency is None or not library.may_add(request.user, agency, on=today):
        # Whoever has nothing to add to reads why, since the door is open to every member.
        return render(request, "audits/nothing_to_add.html", {"agency": agency})
    form = ExhibitForm(request.POST or None, request.FILES or None, initial={"dated": today})
    if form.is_valid():
        try:
            made = library.add(
                by=request.user, agency=agency, piece=library.Piece(**form.cleaned_data), at=timezone.now()
            )
            if target:
                library.attach(by=request.user, assessment=target[0], code=target[1], exhibit=made, at=timezone.now())
        except Refusal as refusal:
            form.add_error(_place_of(refusal), refusal.sentence)
        else:
            messages.success(request, f"“{made}” is in the library of {agency}.")
            if target:
                return redirect("answer_question", pk=target[0].pk, code=target[1])
            return redirect("exhibit", pk=made.pk)
    return render(request, "audits/add_exhibit.html", {"form": form, "agency": agency, "target": target})


def _target(request: HttpRequest) -> tuple[SelfAssessment, str] | None:
    number, code = request.GET.get("assessment", ""), request.GET.get("code", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    found = SelfAssessment.objects.visible_to(request.user).for_list().filter(pk=int(number)).first()
    if found is None or not answering.may_answer(request.user, found, code):
        raise Http404
    return found, code


@members
def revise_exhibit(request: HttpRequest, pk: int) -> HttpResponse:
    """A newer state of a piece."""
    thing = _keepable(request, pk)
    begun = {"title": thing.title, "dated": timezone.localdate(), "expires_on": None}
    form = ExhibitForm(request.POST or None, request.FILES or None, initial=begun)
    return _form(request, thing, form, "Put a newer one in its place",
                 lambda words: library.revise(by=request.user, exhibit=thing, piece=library.Piece(**words),
                                              at=timezone.now()))  # fmt: skip


@members
def hand_over_exhibit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another owner."""
    thing = _keepable(request, pk)
    return _form(request, thing, OwnerForm(request.POST or None), "Hand it over",
                 lambda words: library.hand_over(by=request.user, exhibit=thing, owner=words["owner"],
                                                 at=timezone.now()))  # fmt: skip


@members
def withdraw_exhibit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then withdraw."""
    thing = _keepable(request, pk)
    if request.method == "POST":
        library.withdraw(by=request.user, exhibit=thing, at=timezone.now())
        messages.success(request, f"“{thing}” is withdrawn.")
        return redirect("exhibit", pk=pk)
    return render(request, "audits/step_of_exhibit.html", {"exhibit": thing, "form": None, "heading": "Withdraw it"})


def _form(request: HttpRequest, thing: Exhibit, form: Any, heading: str, deed: Any) -> HttpResponse:
    if form.is_valid():
        try:
            deed(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(_place_of(refusal), refusal.sentence)
        else:
            messages.success(request, "Saved.")
            return redirect("exhibit", pk=thing.pk)
    return render(request, "audits/step_of_exhibit.html", {"exhibit": thing, "form": form, "heading": heading})


def _place_of(refusal: Refusal) -> str | None:
    """What is wrong with a file is said at the field of the file."""
    return "upload" if isinstance(refusal, evidence.Untaken) else None


def _visible(request: HttpRequest, pk: int) -> Exhibit:
    return get_object_or_404(_reachable(request).for_list(), pk=pk)


def _keepable(request: HttpRequest, pk: int) -> Exhibit:
    thing = _visible(request, pk)
    if not _may_keep(request, thing):
        raise PermissionDenied
    return thing


def _may_keep(request: HttpRequest, thing: Exhibit) -> bool:
    return hands.leads(request.user, thing.agency) or thing.owner_id == request.user.pk
