"""What the office does with events: schedule, change, open, clone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from office import drafts
from office.lists import Column, Listing, answer
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import clashes, clock, rescheduling, scheduling, standing, waiting_list
from training.forms.catalogue import SESSIONS, ChangeEventForm, CloneForm, EventForm
from training.models import Course, Event
from training.office_filters import OfficeEventChoices

COLUMNS = (
    Column("title", "Event",
           lambda row: format_html('<a href="{}">{}</a>', reverse("event", args=[row.pk]), row.course.title),
           lambda row: row.course.title, ("course__title",), leads=True),
    Column("day", "Day", lambda row: f"{row.day:%a %-d %b %Y}", lambda row: row.day, ("starts_at",)),
    Column("place", "Where", lambda row: row.place, order=("venue__name",)),
    Column("state", "State", lambda row: row.get_state_display(), order=("state",)),
    Column("seated", "Taken", lambda row: row.seated, order=("seated",), numeric=True),
    Column("min", "Fewest", lambda row: row.min_places, numeric=True, file_only=True),
    Column("places", "Places", lambda row: row.max_places, order=("max_places",), numeric=True),
    Column("left", "Left", standing.left, numeric=True),
    Column("waiting", "Waiting", lambda row: row.waiting, order=("waiting",), numeric=True),
    Column("closes", "Last day to book", lambda row: row.closes_on, file_only=True),
)  # fmt: skip


@require(Permission.KEEP_CATALOGUE)
@require_safe
def training_events(request: HttpRequest) -> HttpResponse:
    """Every event, drafts and cancelled ones too, the latest first."""
    listing = Listing(
        request, Event.objects.for_list().order_by("-starts_at"), columns=COLUMNS, choices=OfficeEventChoices,
        one="event", many="events", file_name="training-events",
    )  # fmt: skip
    return answer(request, "training/training_events.html", listing)


@require(Permission.KEEP_CATALOGUE)
def schedule_event(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft of an event of a course; `?sessions=3` asks for three dates."""
    course, now = get_object_or_404(Course, slug=slug), timezone.now()
    sessions = _number(request.GET.get("sessions", "1"))
    form = EventForm(request.POST or None, sessions=sessions)
    form.offer(on=timezone.localdate(now), course=course)
    if form.is_valid():
        try:
            words = _with_window(form.cleaned_data)
            made = scheduling.schedule(
                by=request.user, course=course, words=words, sessions=form.cleaned_data["sessions"], at=now
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The event is drafted. Look at it, then open it for booking.")
            _warn(request, made)
            return redirect("event", pk=made.pk)
    more = sessions + 1 if sessions < SESSIONS else None
    return render(request, "training/schedule_event.html", {"form": form, "course": course, "more": more})


@require(Permission.KEEP_CATALOGUE)
@never_cache
def change_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, place or number of places; whoever has a place is told what changed."""
    event = get_object_or_404(Event.objects.for_list(), pk=pk)
    now, key = timezone.now(), str(pk)
    sessions = max(event.sessions.count(), _number(request.GET.get("sessions", "1")))
    form = ChangeEventForm(
        request.POST or None, record_key=key, values=scheduling.values_of(event), sessions=sessions,
        draft=drafts.of(request.user, form=scheduling.FORM, record=key),
    )  # fmt: skip
    form.offer(on=timezone.localdate(now), course=event.course)
    if form.is_valid():
        try:
            told = rescheduling.change(
                by=request.user, event=event, words=_with_window(form.cleaned_data), at=now,
                sessions=form.cleaned_data["sessions"], mark=form.cleaned_data["mark"],
            )  # fmt: skip
        except drafts.ChangedMeanwhile as changed:
            form.show_theirs(changed)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"The event is changed. {rescheduling.told_words(told)}")
            _warn(request, Event.objects.select_related("course", "venue").get(pk=pk))
            return redirect("event", pk=pk)
    more = sessions + 1 if sessions < SESSIONS else None
    return render(request, "training/change_event.html", {"form": form, "event": event, "more": more})


@require(Permission.KEEP_CATALOGUE)
@require_POST
def open_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Let people book."""
    event = get_object_or_404(Event, pk=pk)
    try:
        scheduling.open_event(by=request.user, event=event, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "People can book now. Whoever was interested has been told.")
    return redirect("event", pk=pk)


@require(Permission.KEEP_CATALOGUE)
@require_POST
def offer_places(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer free places to those who wait, by hand: near the date the portal does it no more by itself."""
    event = get_object_or_404(Event, pk=pk)
    try:
        offered = waiting_list.offer_by_hand(event=event, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        many = f"{len(offered)} people have" if len(offered) != 1 else f"{offered[0].person} has"
        messages.success(request, f"{many} a letter with the offer, which is held until it runs out.")
    return redirect("event", pk=pk)


@require(Permission.KEEP_CATALOGUE)
def clone_events(request: HttpRequest) -> HttpResponse:
    """A whole season once more: the events chosen, so many days later, as drafts."""
    rows = Event.objects.scheduled().for_list().order_by("-starts_at").prefetch_related("sessions", "trainers")
    chosen = [int(pk) for pk in request.POST.getlist("event") if pk.isdecimal()]
    form = CloneForm(request.POST or None)
    if form.is_valid():
        events = list(rows.filter(pk__in=chosen))
        try:
            if not events:
                raise Refusal("Choose the events to be cloned.")
            made = scheduling.clone(by=request.user, events=events, days=form.cleaned_data["days"], at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{len(made)} event{'s are' if len(made) != 1 else ' is'} drafted.")
            return redirect("training_events")
    context = {"form": form, "events": rows[:100], "chosen": chosen}
    return render(request, "training/clone_events.html", context)


def _warn(request: HttpRequest, event: Event) -> None:
    """Say at once who or what is wanted twice."""
    for sentence in clashes.of_event(event):
        messages.warning(request, sentence)


def _with_window(cleaned: dict[str, object]) -> dict[str, object]:
    """Empty days of the booking window filled as the rules say."""
    today = timezone.localdate()
    sessions = cleaned["sessions"]
    if not sessions:
        raise Refusal("Give at least one date with its hours.")
    first = clock.day_of(min(sessions)[0])  # type: ignore[type-var]
    opens, closes = scheduling.usual_window(first, on=today)
    closes = cleaned["closes_on"] or closes
    return cleaned | {"opens_on": cleaned["opens_on"] or min(opens, closes), "closes_on": closes}


def _number(text: str) -> int:
    return min(SESSIONS, max(1, int(text))) if text.isdecimal() and text.isascii() and len(text) < 3 else 1
