"""What the office keeps: courses, venues, the booking policy."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from office import drafts
from office.asking import press
from office.lists import Column, Listing, answer
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import catalogue
from training.forms.catalogue import ChangeCourseForm, CourseForm, PolicyForm, VenueForm
from training.models import Course, Policy, Venue

COURSES = (
    Column("title", "Course",
           lambda row: format_html('<a href="{}">{}</a>', reverse("course", args=[row.slug]), row.title),
           lambda row: row.title, ("title",), leads=True),
    Column("level", "Level", lambda row: row.get_level_display(), order=("level",)),
    Column("mode", "How", lambda row: row.get_mode_display(), order=("mode",)),
    Column("length", "Length", lambda row: row.length, order=("minutes",)),
    Column("interested", "Interested", lambda row: row.interested, order=("interested",), numeric=True),
    Column("public", "Public", lambda row: "Yes" if row.published_at else "Not yet"),
)  # fmt: skip
VENUES = (
    Column("name", "Venue",
           lambda row: format_html('<a href="{}">{}</a>', reverse("change_venue", args=[row.pk]), row.name),
           lambda row: row.name, ("name",), leads=True),
    Column("address", "Address", lambda row: f"{row.address} {row.postcode}".strip()),
    Column("district", "District", lambda row: row.district, order=("district",)),
    Column("holds", "Holds", lambda row: row.holds or "", order=("holds",), numeric=True),
    Column("active", "Used", lambda row: "Yes" if row.active else "No longer"),
)  # fmt: skip


@require(Permission.KEEP_CATALOGUE)
@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """Every course, published or not."""
    listing = Listing(request, Course.objects.for_list(), columns=COURSES, one="course", many="courses",
                      file_name="courses")  # fmt: skip
    return answer(request, "training/courses.html", listing)


@require(Permission.KEEP_CATALOGUE)
def draw_up_course(request: HttpRequest) -> HttpResponse:
    """A new course."""
    now = timezone.now()
    form = CourseForm(request.POST or None)
    form.offer(on=timezone.localdate(now), person=request.user)
    if form.is_valid():
        made = catalogue.draw_up(by=request.user, words=form.cleaned_data, at=now)
        messages.success(request, "The course is drawn up. The public sees it once you publish it.")
        return redirect("course", slug=made.slug)
    return render(request, "training/draw_up_course.html", {"form": form})


@require(Permission.KEEP_CATALOGUE)
@never_cache
def change_course(request: HttpRequest, slug: str) -> HttpResponse:
    """Other words for a course; of two who change it the second is told what the first has saved."""
    thing = get_object_or_404(Course, slug=slug)
    now, key = timezone.now(), str(thing.pk)
    draft = drafts.of(request.user, form=catalogue.FORM, record=key)
    form = ChangeCourseForm(request.POST or None, record_key=key, values=catalogue.values_of(thing), draft=draft)
    form.offer(on=timezone.localdate(now), person=request.user, course=thing)
    if form.is_valid():
        words, mark = form.cleaned_data, form.cleaned_data["mark"]
        try:
            catalogue.change(by=request.user, course=thing, words=words, mark=mark, at=now)
        except drafts.ChangedMeanwhile as changed:
            form.show_theirs(changed)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The course is changed. Bookings keep the terms under which they were made.")
            return redirect("course", slug=thing.slug)
    return render(request, "training/change_course.html", {"form": form, "course": thing})


@require(Permission.KEEP_CATALOGUE)
@require_POST
def publish_course(request: HttpRequest, slug: str) -> HttpResponse:
    """Let everybody see it."""
    return _do(request, slug, catalogue.publish, "Everybody can see the course now.")


@require(Permission.KEEP_CATALOGUE)
@require_POST
def withdraw_course(request: HttpRequest, slug: str) -> HttpResponse:
    """Take it out of the catalogue."""
    return _do(request, slug, catalogue.withdraw, "The course is out of the catalogue.")


def _do(request: HttpRequest, slug: str, verb: object, done: str) -> HttpResponse:
    thing = get_object_or_404(Course, slug=slug)
    return press(
        request,
        lambda: verb(by=request.user, course=thing, at=timezone.now()),  # type: ignore[operator]
        said=done,
        address=reverse("course", args=[slug]),
    )


@require(Permission.KEEP_CATALOGUE)
@require_safe
def venues(request: HttpRequest) -> HttpResponse:
    """Every venue."""
    listing = Listing(request, Venue.objects.all(), columns=VENUES, one="venue", many="venues", file_name="venues")
    return answer(request, "training/venues.html", listing)


@require(Permission.KEEP_CATALOGUE)
def add_venue(request: HttpRequest) -> HttpResponse:
    """A new venue."""
    return _venue(request, None)


@require(Permission.KEEP_CATALOGUE)
def change_venue(request: HttpRequest, pk: int) -> HttpResponse:
    """A venue to be changed."""
    return _venue(request, get_object_or_404(Venue, pk=pk))


def _venue(request: HttpRequest, venue: Venue | None) -> HttpResponse:
    begun = {name: getattr(venue, name) for name in VenueForm.base_fields} if venue else {"active": True}
    form = VenueForm(request.POST or None, initial=begun)
    if form.is_valid():
        try:
            kept = catalogue.keep_venue(by=request.user, words=form.cleaned_data, venue=venue)
        except Refusal as refusal:
            form.add_error("name", refusal.sentence)
        else:
            messages.success(request, f"{kept} is kept.")
            return redirect("venues")
    return render(request, "training/add_venue.html", {"form": form, "venue": venue})


@require(Permission.KEEP_CATALOGUE)
def booking_policies(request: HttpRequest) -> HttpResponse:
    """The booking policy in force, those before and to come, and a new version."""
    now = timezone.now()
    form = PolicyForm(request.POST or None)
    if form.is_valid():
        try:
            catalogue.set_policy(by=request.user, at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The new version is kept.")
            return redirect("booking_policies")
    context = {"form": form, "policies": Policy.objects.select_related("set_by"),
               "in_force": Policy.objects.in_force(timezone.localdate(now))}  # fmt: skip
    return render(request, "training/booking_policies.html", context)
