"""The day: the register on screen and paper, the code on the wall, signing in, walk-ins, the report of a meeting."""

import segno
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from office.lists import Column, Listing, answer
from partnership.access import require
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import attendance, online_attendance, sign_in_codes
from training.forms.register import ReportForm, WalkInForm
from training.models import Event, Session
from training.states import REGISTERED

WORDS = {attendance.PRESENT: "Here", attendance.LATE: "Late", attendance.ABSENT: "Not here"}
COOKIE, A_DAY = "signed-in", 24 * 60 * 60
# The trainer sees name, organisation and what somebody needs, nothing else (handbook 10; OSCB terms).
COLUMNS = (
    Column("person", "Name", lambda row: row.person.name, order=("person__name",), leads=True),
    Column("agency", "Organisation", lambda row: row.agency.name, order=("agency__name",)),
    Column("needs", "Needs", lambda row: row.access_needs),
    Column("state", "State", lambda row: row.words, order=("state",)),
)


def _kept(request: HttpRequest, pk: int) -> Event:
    """An event whose register the person keeps."""
    event = get_object_or_404(Event.objects.for_list(), pk=pk)
    attendance.check_keeps(event, by=request.user)
    return event


@require(Permission.KEEP_REGISTERS)
@never_cache
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has a place, and who came to which session."""
    event = _kept(request, pk)
    sessions = list(event.sessions.all())
    rows = list(event.bookings.on_register().select_related("person", "agency").prefetch_related("attendance")
                .order_by("person__name"))  # fmt: skip
    if request.method == "POST":
        try:
            count = attendance.mark(event=event, marks=_marks(request, rows, sessions), by=request.user,
                                    at=timezone.now())  # fmt: skip
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, f"Kept: {count} mark{'' if count == 1 else 's'} changed.")
        return redirect("register", pk=pk)
    lines = [(row, [(each, _mark(row, each)) for each in sessions]) for row in rows]
    context = {"event": event, "sessions": sessions, "lines": lines, "words": WORDS.items(),
               "over": event.ends_at <= timezone.now(), "open": event.state == Event.State.OPEN}  # fmt: skip
    return render(request, "training/register.html", context)


def _marks(request: HttpRequest, rows: list, sessions: list) -> dict[tuple[int, int], str]:
    """What was marked of whom; what was left alone is left alone."""
    return {
        (row.pk, each.pk): word
        for row in rows
        for each in sessions
        if (word := request.POST.get(f"mark-{row.pk}-{each.pk}", ""))
    }


def _mark(row: object, session: Session) -> str:
    for each in row.attendance.all():  # type: ignore[attr-defined]
        if each.session_id == session.pk:
            return attendance.LATE if each.late else attendance.PRESENT if each.present else attendance.ABSENT
    return ""


@require(Permission.KEEP_REGISTERS)
@require_safe
def register_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The register as a list to print, or as a file."""
    event = _kept(request, pk)
    rows = event.bookings.filter(state__in=REGISTERED).select_related("person", "agency").order_by("person__name")
    listing = Listing(request, rows, columns=COLUMNS, one="person", many="people", file_name=f"register-{pk}")
    return answer(request, "training/register_list.html", listing, event=event, sessions=event.sessions.all())


@require(Permission.KEEP_REGISTERS)
@require_POST
def close_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide who attended."""
    event = _kept(request, pk)
    try:
        counts = attendance.close(event=event, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        said = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in sorted(counts.items()))
        messages.success(request, f"The register is closed: {said or 'nobody stood on it'}.")
    return redirect("register", pk=pk)


@require(Permission.KEEP_REGISTERS)
@never_cache
def register_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code on the wall; the page fetches a new one every half minute."""
    event, now = _kept(request, pk), timezone.now()
    session = next((each for each in event.sessions.all() if each.ends_at >= now), None) or event.sessions.last()
    code = sign_in_codes.code_at(event.secret, session.pk, now)
    address = settings.SITE_ADDRESS + reverse("sign_in_here", args=[session.pk, code])
    picture = segno.make(address, error="m").svg_data_uri(scale=8, border=2)
    context = {"event": event, "session": session, "picture": picture, "address": address}
    response = render(request, "training/register_code.html", context)
    response.headers["Refresh"] = str(sign_in_codes.STEP)
    return response


@require(Permission.BOOK_PLACES)
@never_cache
def sign_in_here(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """On the learner's own phone: a button that says "I am here"."""
    session = get_object_or_404(Session.objects.select_related("event__course", "event__venue"), pk=pk)
    context = {"session": session, "event": session.event, "refused": "", "done": False}
    if request.method == "POST":
        try:
            _refuse_shared_phone(request, session)
            found = attendance.sign_in(event=session.event, session=session, code=code, by=request.user,
                                       at=timezone.now())  # fmt: skip
        except Refusal as refusal:
            context["refused"] = refusal.sentence
        else:
            context |= {"done": True, "late": found.late}
    response = render(request, "training/sign_in_here.html", context)
    if context["done"]:
        response.set_signed_cookie(f"{COOKIE}-{session.pk}", str(request.user.pk), max_age=A_DAY, httponly=True,
                                   samesite="Lax", secure=not settings.DEMO)  # fmt: skip
    return response


def _refuse_shared_phone(request: HttpRequest, session: Session) -> None:
    """One phone signs in one person a session."""
    try:
        known = request.get_signed_cookie(f"{COOKIE}-{session.pk}", default="", max_age=A_DAY)
    except signing.BadSignature:
        known = ""
    if known and known != str(request.user.pk):
        raise Refusal("This phone has signed in somebody else for this session. Use your own, or speak to the trainer.")


@require(Permission.KEEP_REGISTERS)
def walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in who has no booking."""
    event, now = _kept(request, pk), timezone.now()
    form = WalkInForm(request.POST or None)
    form.fields["agency"].offer(Agency.objects.active(timezone.localdate(now)))  # type: ignore[attr-defined]
    if form.is_valid():
        person = Person.objects.current().filter(email=form.cleaned_data["email"].strip().lower()).first()
        try:
            if person is None:
                raise Refusal("Nobody with an account here has this address. He or she can join on the front page.")
            attendance.walk_in(event=event, person=person, agency=form.cleaned_data["agency"], by=request.user, at=now)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{person} is on the register.")
            return redirect("register", pk=pk)
    return render(request, "training/walk_in.html", {"form": form, "event": event})


@require(Permission.KEEP_REGISTERS)
def meeting_report(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The report of one session's meeting: choose it, then look at whom it names."""
    event = _kept(request, pk)
    session = get_object_or_404(Session, event=event, number=number)
    form = ReportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            online_attendance.lay_down(event=event, session=session, data=form.cleaned_data["upload"].read(),
                                       by=request.user, at=timezone.now())  # fmt: skip
        except Refusal as refusal:
            form.add_error("upload", refusal.sentence)
        else:
            return redirect("review_report", pk=pk, number=number)
    return render(request, "training/meeting_report.html", {"form": form, "event": event, "session": session})


@require(Permission.KEEP_REGISTERS)
@never_cache
def review_report(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Whom the report names, and whose minutes they are; the button keeps them."""
    event = _kept(request, pk)
    session = get_object_or_404(Session, event=event, number=number)
    rows = online_attendance.laid_down(session, person=request.user)
    if not rows:
        return redirect("meeting_report", pk=pk, number=number)
    people = list(event.bookings.on_register().select_related("person").order_by("person__name"))
    if request.method == "POST":
        chosen = {n: int(key) for n in range(len(rows)) if (key := request.POST.get(f"row-{n}", "")).isdecimal()}
        try:
            counts = online_attendance.take_in(event=event, session=session, chosen=chosen, by=request.user,
                                               at=timezone.now())  # fmt: skip
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            said = f"{counts['there']} there, {counts['too short']} too short, {counts['not there']} not there"
            messages.success(request, f"Kept: {said}.")
        return redirect("register", pk=pk)
    found = online_attendance.matches(rows, people)
    lines = sorted(((n, row, found[n]) for n, row in enumerate(rows)), key=lambda line: line[2] is not None)
    context = {"event": event, "session": session, "lines": lines, "people": people,
               "needed": round(session.minutes * event.online_threshold / 100)}  # fmt: skip
    return render(request, "training/review_report.html", context)


def keeps(event: Event, *, by: Person) -> bool:
    """Whether somebody keeps the register of an event."""
    try:
        attendance.check_keeps(event, by=by)
    except PermissionDenied:
        return False
    return True
