"""The public catalogue: dates with choices, one course, one event, the calendar, the feed."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from office import rules
from office.kept_pages import kept_for_strangers
from office.lists import Column, Listing, answer
from partnership.access import can, holds, public, require
from partnership.permissions import Permission
from priorities.models import Action, Priority
from training import calendars, catalogue, clashes, clock, levels, months, standing
from training.filters import EventChoices
from training.models import Course, Event, Interest

YEARS = (2000, 2100)
MOST_IN_FEED = 500


def _title(row: Event) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("event", args=[row.pk]), row.course.title)


def _columns(names: dict[str, str]) -> tuple[Column, ...]:
    """The columns of the dates, with the levels as the partnership calls them."""
    return (
        Column("title", "Course", _title, lambda row: row.course.title, ("course__title",), leads=True),
        Column("day", "Day", lambda row: clock.day_words(row.day), lambda row: row.day, ("starts_at",)),
        Column("from", "From", lambda row: clock.hour(row.starts_at)),
        Column("to", "To", lambda row: clock.hour(row.ends_at)),
        Column("place", "Where", lambda row: row.place, order=("venue__name",)),
        Column("level", "Level", lambda row: names[row.course.level]),
        Column("mode", "How", lambda row: row.course.get_mode_display()),
        Column("places", "Places", lambda row: row.max_places, numeric=True),
        Column("left", "Places left", lambda row: standing.left(row), numeric=True),
        Column("closes", "Last day to book", lambda row: row.closes_on, file_only=True),
    )


@public
@require_safe
@kept_for_strangers
def training(request: HttpRequest) -> HttpResponse:
    """The dates one may book, the next first; below them what is taken at any time."""
    now = timezone.now()
    named = levels.names(on=timezone.localdate(now))
    rows = Event.objects.scheduled().visible_to(request.user).to_come(now).for_list()
    listing = Listing(
        request,
        rows,
        columns=_columns(named),
        choices=EventChoices,
        one="date",
        many="dates",
        file_name="training-dates",
    )
    own = {} if listing.wanted else standing.own(request.user, [each.pk for each in listing.things])
    shown = [] if listing.wanted else standing.rows(listing.things, own, at=now)
    any_time = Course.objects.published().filter(mode=Course.Mode.E_LEARNING) if not listing.choices else []
    undated = Course.objects.published().exclude(mode=Course.Mode.E_LEARNING).exclude(
        pk__in=Event.objects.scheduled().to_come(now).values("course")
    ) if not listing.choices else []  # fmt: skip
    context = {"shown": shown, "levels": named, "any_time": any_time, "undated": undated,
               "may_keep": can(request.user, Permission.KEEP_CATALOGUE),
               "may_book_for": holds(request.user, Permission.BOOK_FOR_OTHERS),
               "may_see_coverage": holds(request.user, Permission.SEE_COVERAGE),
               "sees_impact": holds(request.user, Permission.SEE_IMPACT),
               "may_state_needs": holds(request.user, Permission.COUNT_HEADS)}  # fmt: skip
    return answer(request, "training/training.html", listing, **context)


@public
@require_safe
@kept_for_strangers
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """One course: what for, for whom, its dates."""
    person, now = request.user, timezone.now()
    thing = get_object_or_404(Course.objects.visible_to(person), slug=slug)
    dates = list(Event.objects.scheduled().visible_to(person).to_come(now).filter(course=thing).for_list())
    context = {
        "course": thing,
        "dates": standing.rows(dates, standing.own(person, [each.pk for each in dates]), at=now),
        "drafts": Event.objects.filter(course=thing, state=Event.State.DRAFT) if _keeps(request) else [],
        "interested": person.is_authenticated and Interest.objects.filter(course=thing, person=person).exists(),
        "may_ask": can(person, Permission.BOOK_PLACES),
        "may_keep": _keeps(request),
        "sees_impact": holds(person, Permission.SEE_IMPACT),
        "interest": thing.interests.count() if _keeps(request) else None,
        **about(thing, person),
    }
    return render(request, "training/course.html", context)


def about(thing: Course, person: Any) -> dict[str, Any]:
    """What the page of a course and that of an event both say of the course."""
    return {
        "levels": levels.names(on=timezone.localdate()),
        "outcomes": [line.strip() for line in thing.outcomes.splitlines() if line.strip()],
        "before": list(thing.prerequisites.visible_to(person)),
        "priorities": Priority.objects.visible_to(person).filter(
            pk__in=Course.priorities.through.objects.filter(course=thing).values("priority")
        ),
        "themes": thing.themes.all(),
        "actions": Action.objects.visible_to(person).filter(
            pk__in=Course.answers.through.objects.filter(course=thing).values("action")
        ),
        "groups": [str(label) for value, label in Course._meta.get_field("open_to").base_field.choices
                   if value in thing.open_to],
    }  # fmt: skip


@public
@require_safe
@kept_for_strangers
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: when, where, the place one has or may have."""
    person, now = request.user, timezone.now()
    seen = Event.objects.visible_to(person).for_list().select_related("policy")
    thing = get_object_or_404(seen, pk=pk)
    others = Event.objects.scheduled().visible_to(person).to_come(now).filter(course=thing.course_id).exclude(pk=pk)
    around = [thing, *others.for_list()[:6]]
    own = standing.own(person, [each.pk for each in around])
    context = {
        "event": thing,
        "today": timezone.localdate(now),
        "sessions": list(thing.sessions.all()),
        "trainers": list(thing.trainers.all()),
        "line": standing.row(thing, own.get(pk), at=now),
        "others": standing.rows(around[1:], own, at=now),
        "may_book": can(person, Permission.BOOK_PLACES) if person.is_authenticated else True,
        "may_keep": _keeps(request),
        "clashes": clashes.of_event(thing) if _keeps(request) and thing.ends_at > now else [],
        "may_offer": _keeps(request) and thing.waiting and standing.left(thing) and not thing.has_begun(now),
        "shut": _shut(thing, now),
        "may_book_for": holds(person, Permission.BOOK_FOR_OTHERS),
        "may_register": Event.objects.delivered_by(person).filter(pk=pk).exists()
        if holds(person, Permission.KEEP_REGISTERS)
        else False,
        **standing.terms(thing, own.get(pk), person=person, at=now),
        **about(thing.course, person),
    }
    return render(request, "training/event.html", context)


@public
@require_safe
@kept_for_strangers
def training_calendar(request: HttpRequest) -> HttpResponse:
    """A month of dates, week by week; `?month=2026-11` says which."""
    month = _month(request.GET.get("month", ""))
    following = (month + timedelta(days=32)).replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    rows = Event.objects.scheduled().visible_to(request.user).for_list()
    begin, end = (
        clock.moment(month, time.min),
        clock.moment(following, time.min),
    )
    shown = list(rows.filter(starts_at__gte=begin, starts_at__lt=end))
    weeks = months.weeks(month, shown, day=lambda each: each.day)
    context = {"month": month, "before": before, "following": following, "count": len(shown), "weeks": weeks,
               "today": timezone.localdate()}  # fmt: skip
    return render(request, "training/training_calendar.html", context)


def _month(asked: str) -> date:
    if not asked:
        return timezone.localdate().replace(day=1)
    try:
        month = date.fromisoformat(f"{asked}-01")
    except ValueError:
        raise Http404 from None
    if not YEARS[0] <= month.year <= YEARS[1]:
        raise Http404
    return month


@public
@require_safe
def training_feed(request: HttpRequest) -> HttpResponse:
    """The dates to come as a calendar others can follow; never with a joining link."""
    now = timezone.now()
    rows = Event.objects.scheduled().visible_to(request.user).to_come(now).select_related("course", "venue")
    today = timezone.localdate(now)
    name = " ".join(rules.value(f"partnership.name_{line}", on=today) for line in ("first", "second"))
    data = calendars.feed(
        rows.prefetch_related("sessions")[:MOST_IN_FEED], name=f"{name}: training", site=settings.SITE_ADDRESS, at=now
    )
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="training.ics"'
    return response


@require(Permission.BOOK_PLACES)
@require_POST
def show_interest(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to be told of the next date, or not any more."""
    thing = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    if "no" in request.POST:
        catalogue.lose_interest(by=request.user, course=thing)
        messages.success(request, "We shall not write to you about new dates of this course.")
    else:
        catalogue.show_interest(by=request.user, course=thing, at=timezone.now())
        messages.success(request, "We shall write to you when there is a new date.")
    return redirect("course", slug=slug)


def _shut(thing: Event, now: datetime) -> bool:
    """Whether nobody can book at a moment."""
    return not thing.books_on(timezone.localdate(now)) or thing.has_begun(now)


def _keeps(request: HttpRequest) -> bool:
    return can(request.user, Permission.KEEP_CATALOGUE)
