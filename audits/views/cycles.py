"""Cycles: the room's front page, the list, one cycle with its progress wall, opening one, schools from a list."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django_filters import ChoiceFilter, FilterSet

from audits import cycles as keeping
from audits import hands, progress
from audits.forms.cycles import CycleForm
from audits.models import Cycle, SelfAssessment
from office import agency_lists, tables_in
from office.forms.files import ListForm
from office.lists import Column, Listing, answer
from office.tables_in import Fault
from partnership.access import members, require
from partnership.models import Agency
from partnership.permissions import Permission
from partnership.refusals import Refusal

CYCLE_COLUMNS = (
    Column("name", "Cycle", leads=True, order=("name",), value=lambda row: row.name,
           cell=lambda row: format_html('<a class="p-link" href="{}">{}</a>', reverse("cycle", args=[row.slug]), row)),
    Column("questionnaire", "Questionnaire", cell=lambda row: row.version, order=("version__questionnaire__name",)),
    Column("due", "Due", cell=lambda row: f"{row.due_on:%-d %b %Y}", value=lambda row: row.due_on, order=("due_on",)),
    Column("asked", "Asked", cell=lambda row: row.asked, order=("asked",), numeric=True),
    Column("handed_in", "Handed in", cell=lambda row: row.handed_in, order=("handed_in",), numeric=True),
    Column("closed", "State", cell=lambda row: "Closed" if row.closed_at else "Open", order=("closed_at",)),
)  # fmt: skip


def _wall_columns(today: Any) -> tuple[Column, ...]:
    return (
        Column("agency", "Agency", leads=True, order=("agency__name",), value=lambda row: row.agency.name,
               cell=lambda row: format_html('<a class="p-link" href="{}">{}</a>',
                                            reverse("self_assessment", args=[row.pk]), row.agency)),
        Column("kind", "Kind", cell=lambda row: row.agency.get_kind_display(), order=("agency__kind",)),
        Column("urn", "URN", cell=lambda row: row.agency.urn, file_only=True),
        Column("state", "State", cell=lambda row: row.get_state_display(), order=("state",)),
        Column("answered", "Answered", order=("answered",), numeric=True,
               cell=lambda row: f"{row.answered} of {progress.questions_in(row)}", value=lambda row: row.answered),
        Column("due", "Due", order=("due_on",), value=lambda row: row.due_on,
               cell=lambda row: f"{row.due_on:%-d %b}" + (", late" if _is_late(row, today) else "")),
    )  # fmt: skip


def _is_late(row: SelfAssessment, today: Any) -> bool:
    return row.state == "locked" or (row.state in ("answering", "signing") and row.due_on < today)


class WallChoices(FilterSet):
    """Which agencies of a cycle."""

    state = ChoiceFilter(label="State", choices=SelfAssessment.STATES, empty_label="Any")
    kind = ChoiceFilter(
        label="Kind of agency", field_name="agency__kind", choices=Agency.Kind.choices, empty_label="Any"
    )

    class Meta:
        model = SelfAssessment
        fields: list[str] = []


@members
def audits(request: HttpRequest) -> HttpResponse:
    """The room: what one's agencies are asked now, and the two kinds of check."""
    today = timezone.localdate()
    visible = SelfAssessment.objects.visible_to(request.user)
    mine = progress.with_answers(visible.filter(cycle__closed_at=None)).for_list().order_by("due_on", "agency__name")
    sees_all = visible.count() == SelfAssessment.objects.count()
    context = {
        "mine": [] if sees_all else list(mine[:20]),
        "cycles": Cycle.objects.visible_to(request.user).for_list()[:6],
        "may_keep": hands.keeps(request.user),
        "today": today,
    }
    return render(request, "audits/audits.html", context)


@members
def self_assessments(request: HttpRequest) -> HttpResponse:
    """Every cycle one may see."""
    rows = Cycle.objects.visible_to(request.user).for_list()
    listing = Listing(request, rows, columns=CYCLE_COLUMNS, one="cycle", many="cycles", file_name="cycles")
    return answer(request, "audits/self_assessments.html", listing, may_keep=hands.keeps(request.user))


@members
def cycle(request: HttpRequest, slug: str) -> HttpResponse:
    """One cycle: the progress wall over the agencies one may see."""
    thing = get_object_or_404(Cycle.objects.visible_to(request.user).for_list(), slug=slug)
    today = timezone.localdate()
    visible = SelfAssessment.objects.visible_to(request.user)
    rows = progress.with_answers(visible.filter(cycle=thing)).for_list()
    listing = Listing(request, rows, columns=_wall_columns(today), choices=WallChoices, one="agency",
                      many="agencies", file_name=thing.slug, sort="agency")  # fmt: skip
    context = {"cycle": thing, "wall": progress.wall_of(thing, visible, on=today),
               "may_keep": hands.keeps(request.user)}  # fmt: skip
    return answer(request, "audits/cycle.html", listing, **context)


@require(Permission.KEEP_SELF_ASSESSMENTS)
def open_cycle(request: HttpRequest) -> HttpResponse:
    """A new cycle; the letters go out at once. `?after=` begins with what the cycle before was."""
    now = timezone.now()
    before = Cycle.objects.filter(slug=request.GET.get("after", "")).select_related("version").first()
    today = timezone.localdate(now)
    form = CycleForm(request.POST or None, on=today, initial=keeping.next_after(before, on=today) if before else {})
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("name", "version", "local", "previous", "due_on",
                                                            "launch_words")}  # fmt: skip
        try:
            made = keeping.open_cycle(by=request.user, plan=keeping.Plan(**words), agencies=form.chosen(), at=now)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{made} is open. {made.assessments.count()} agencies are asked; letters go out.")
            return redirect("cycle", slug=made.slug)
    return render(request, "audits/open_cycle.html", {"form": form, "before": before})


@require(Permission.KEEP_SELF_ASSESSMENTS)
def add_schools(request: HttpRequest, slug: str) -> HttpResponse:
    """Schools from a list: URN, name, phase, trust; all rows are taken in and asked, or none."""
    thing = get_object_or_404(Cycle, slug=slug)
    form = ListForm(request.POST or None, request.FILES or None)
    faults: list[Fault] = []
    if form.is_valid():
        try:
            read = tables_in.read(form.cleaned_data["upload"].read(), columns=agency_lists.COLUMNS)
            faults = read.faults
            if faults:
                form.add_error("upload", tables_in.unread(faults))
            elif faults := _clashes(read.rows):
                form.add_error("upload", "The list contradicts itself or what is here. Nothing was changed.")
            else:
                new = keeping.add_schools(by=request.user, cycle=thing, rows=read.rows, at=timezone.now())
                messages.success(request, _asked(new, len(read.rows)))
                return redirect("cycle", slug=slug)
        except Refusal as refusal:
            form.add_error("upload", refusal.sentence)
    context = {"form": form, "faults": faults, "cycle": thing, "columns": agency_lists.COLUMNS}
    return render(request, "audits/add_schools.html", context)


def _clashes(rows: dict[int, dict[str, Any]]) -> list[Fault]:
    """Rows that contradict one another or what is here: a school named twice, a URN that belongs to another."""
    clashes = agency_lists.compare(rows).clashes
    return [Fault(row, "Name or URN", sentence, "Correct it, or take the row out.") for row, sentence in clashes]


def _asked(new: int, of: int) -> str:
    """How many of a list are asked now, in words."""
    words = "One school is asked now" if new == 1 else f"{new} schools are asked now"
    before = of - new
    return f"{words}; {before} had been asked before." if before else f"{words}."


@require(Permission.KEEP_SELF_ASSESSMENTS)
def close_cycle(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask once more, then close."""
    thing = get_object_or_404(Cycle, slug=slug)
    if request.method == "POST":
        try:
            keeping.close(by=request.user, cycle=thing, at=timezone.now())
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, f"{thing} is closed.")
        return redirect("cycle", slug=slug)
    return render(request, "audits/close_cycle.html", {"cycle": thing})
