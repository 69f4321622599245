"""Pages of spellings: saying what the unknown values of a load mean, and what the partnership keeps of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from dashboard import codes, loads, spellings, tasks
from dashboard.forms.spellings import MeaningsForm
from dashboard.models import Load, Spelling
from office.lists import Column, Listing, answer
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal

# Of so many at a time; the rest comes when these are said.
AT_A_TIME = 25
SPELLING_COLUMNS = (
    Column("written", "As files write it", cell=lambda each: each.written, order=("written",), leads=True),
    Column("set", "Kind of value", cell=lambda each: _set_words(each.code_set), order=("code_set", "written")),
    Column("meaning", "What it means", cell=lambda each: _meaning_words(each), order=("meaning",)),
    Column("by", "Said by", cell=lambda each: f"{each.said_by}, {each.agency}", order=("said_by__name",)),
    Column("at", "On", cell=lambda each: f"{timezone.localtime(each.said_at):%-d %b %Y}", order=("said_at",)),
    Column(
        "end",
        "Take back",
        cell=lambda each: format_html(
            '<a class="p-link" href="{}">Take back<span class="govuk-visually-hidden"> “{}”</span></a>',
            reverse("end_spelling", args=[each.pk]),
            each.written,
        ),
        value=lambda each: "",
    ),
)


def _set_words(code_set: str) -> str:
    """The name of a set: "Yes no unknown"; of localities with the code of their area."""
    name, _, area = code_set.partition(" ")
    return name.replace("_", " ").capitalize() + (f" ({area})" if area else "")


def _meaning_words(spelling: Spelling) -> str:
    # An area may have no localities any more.
    choices = codes.choices(spelling.code_set) if codes.has(spelling.code_set) else []
    return dict(choices).get(spelling.meaning, "Nothing that is known")


@require(Permission.LOAD_DATA)
def unknown_values(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the unknown values of a load mean."""
    load = get_object_or_404(Load.objects.visible_to(request.user).for_list(), pk=pk)
    values = list(load.unknown_values.for_list()[:AT_A_TIME])
    form = MeaningsForm(request.POST or None, values=values)
    if request.method == "POST" and form.is_valid():
        try:
            said = spellings.say(
                load, meanings=form.meanings, by=request.user, agency=request.user.acting_for, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _go_on(request, load, said)
    left = load.unknown_values.count() - len(values)
    return render(request, "dashboard/unknown_values.html", {"load": load, "form": form, "left": left})


def _go_on(request: HttpRequest, load: Load, said: int) -> HttpResponse:
    """To the next values; when none is left to ask about, the upload is read again where it still lies there."""
    if not said:
        return redirect("load", pk=load.pk)
    words = f"{said} value{'' if said == 1 else 's'} kept."
    if load.unknown_values.count() > AT_A_TIME:
        messages.success(request, words)
        return redirect("unknown_values", pk=load.pk)
    try:
        again = loads.read_again(load, by=request.user, at=timezone.now())
    except Refusal:
        meaning = "its rows then get their meaning, and nothing else of it changes."
        messages.success(request, f"{words} Send the file again: {meaning}")
        return redirect("load", pk=load.pk)
    tasks.wake(again)
    messages.success(request, f"{words} The file is being read once more, with these meanings.")
    return redirect("load", pk=again.pk)


@require(Permission.LOAD_DATA)
def spellings_list(request: HttpRequest) -> HttpResponse:
    """Every spelling the partnership keeps, who said it and when."""
    listing = Listing(
        request,
        Spelling.objects.in_force().for_list(),
        columns=SPELLING_COLUMNS,
        one="spelling",
        many="spellings",
        file_name="spellings",
    )
    return answer(request, "dashboard/spellings_list.html", listing)


@require(Permission.LOAD_DATA)
def end_spelling(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to take a spelling back, and take it back."""
    spelling = get_object_or_404(Spelling.objects.in_force().for_list(), pk=pk)
    if request.method == "POST":
        try:
            spellings.end(spelling, by=request.user, agency=request.user.acting_for, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, f"“{spelling.written}” is unknown again from the next file on.")
        return redirect("spellings_list")
    words = {"spelling": spelling, "set": _set_words(spelling.code_set), "meaning": _meaning_words(spelling)}
    return render(request, "dashboard/end_spelling.html", words)
