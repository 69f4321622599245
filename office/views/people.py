"""People and their memberships, and requests to join: for leads their own agencies, for the office all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from office import joining, memberships
from office.forms.joining import EndForm, RefuseForm, RoleForm
from office.lists import Column, Listing, answer
from office.models import JoinRequest
from office.people_filters import PeopleChoices, RequestChoices
from partnership.access import can, require
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal


def _day(value: object) -> str:
    return format_html('<span class="p-nowrap">{}</span>', f"{value:%-d %b %Y}") if value else ""


PEOPLE = (
    Column("name", "Name", lambda row: row.person.name, order=("person__name",), leads=True),
    Column("job", "Job", lambda row: row.person.job_role, order=("person__job_role",)),
    Column("agency", "Agency", lambda row: row.agency.name, order=("agency__name",)),
    Column("role", "Role", lambda row: row.role_name, order=("role",)),
    Column("starts_on", "From", lambda row: _day(row.starts_on), lambda row: row.starts_on, ("starts_on",)),
    Column("ends_on", "Last day", lambda row: _day(row.ends_on), lambda row: row.ends_on, ("ends_on",)),
    Column("email", "E-mail", lambda row: row.person.email, file_only=True),
)
CHANGE = Column(
    "change",
    "Change",
    lambda row: format_html(
        '<a class="govuk-link" href="{}">Change<span class="govuk-visually-hidden"> {}, {}</span></a>',
        reverse("membership", args=[row.pk]),
        row.person.name,
        row.agency.name,
    ),
    value=lambda row: "",
)
REQUESTS = (
    Column(
        "name",
        "Who",
        lambda row: format_html('<a href="{}">{}</a>', reverse("join_request", args=[row.pk]), row.person.name),
        lambda row: row.person.name,
        ("person__name",),
        leads=True,
    ),
    Column("job", "Job", lambda row: row.person.job_role),
    Column("agency", "Agency", lambda row: row.agency.name, order=("agency__name",)),
    Column(
        "asked_at",
        "Asked",
        lambda row: _day(timezone.localtime(row.asked_at)),
        lambda row: row.asked_at,
        ("asked_at",),
    ),
    Column("state", "State", lambda row: row.get_state_display(), order=("state",)),
    Column("decided_by", "Decided by", lambda row: row.decided_by or row.get_grounds_display()),
)


@require(Permission.SEE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of the agencies one answers for, with role and dates."""
    rows = memberships.visible_to(request.user).for_list()
    columns = (*PEOPLE, CHANGE) if not request.GET.get("format") else PEOPLE
    listing = Listing(
        request,
        rows,
        columns=columns,
        choices=PeopleChoices,
        one="membership",
        many="memberships",
        file_name="people",
        sort="name",
    )
    return answer(request, "office/people.html", listing)


@require(Permission.SEE_PEOPLE)
def membership(request: HttpRequest, pk: int) -> HttpResponse:
    """One membership: who, where, since when; end it, or give the person another role."""
    row = get_object_or_404(memberships.visible_to(request.user).for_list(), pk=pk)
    now = timezone.now()
    context = {
        "membership": row,
        "ended": row.ends_on is not None and row.ends_on < timezone.localdate(now),
        "others": row.person.memberships.exclude(pk=row.pk).for_list()
        if can(request.user, Permission.GIVE_ROLES)
        else [],
        "may_end": can(request.user, Permission.ADMIT_MEMBERS, agency=row.agency),
        "may_give": can(request.user, Permission.GIVE_ROLES),
    }
    return render(request, "office/membership.html", context)


@require(Permission.ADMIT_MEMBERS)
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of somebody's membership."""
    row = get_object_or_404(memberships.visible_to(request.user).for_list(), pk=pk)
    now = timezone.now()
    form = EndForm(request.POST or None, initial={"last_day": timezone.localdate(now)})
    if form.is_valid():
        try:
            memberships.end_membership(by=request.user, membership=row, at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"The membership of {row.person} ends; he or she has a letter.")
            return redirect("people")
    return render(request, "office/end_membership.html", {"form": form, "membership": row})


@require(Permission.GIVE_ROLES)
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """A role for a person."""
    person = get_object_or_404(Person.objects.current(), pk=pk)
    now = timezone.now()
    today = timezone.localdate(now)
    hat = person.memberships.current(today).for_list().first()
    initial = {"starts_on": today, "agency": hat.agency if hat else None}
    form = RoleForm(request.POST or None, on=today, initial=initial)
    if form.is_valid():
        try:
            given = memberships.give_role(by=request.user, person=person, at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{person} is {given.role_name.lower()} of {given.agency}; a letter says so.")
            return redirect("membership", given.pk)
    return render(request, "office/give_role.html", {"form": form, "person": person})


@require(Permission.ADMIT_MEMBERS)
def join_requests(request: HttpRequest) -> HttpResponse:
    """Who asks to join the agencies one answers for, the longest waiting first."""
    rows = JoinRequest.objects.visible_to(request.user).for_list()
    listing = Listing(
        request,
        rows,
        columns=REQUESTS,
        choices=RequestChoices,
        one="request",
        many="requests",
        file_name="requests",
        sort="asked_at",
    )
    return answer(request, "office/join_requests.html", listing, waiting=rows.waiting().count())


@require(Permission.ADMIT_MEMBERS)
def join_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what the person says, what speaks for it; admit, or refuse with a reason."""
    asked = get_object_or_404(JoinRequest.objects.visible_to(request.user).for_list(), pk=pk)
    form = RefuseForm(request.POST or None)
    if form.is_valid():
        try:
            joining.refuse(by=request.user, asked=asked, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{asked.person} is not admitted, and has a letter with your reason.")
            return redirect("join_requests")
    waits = asked.state == JoinRequest.State.WAITING
    context = {"form": form, "asked": asked, "waits": waits, "may_decide": asked.person_id != request.user.pk}
    return render(request, "office/join_request.html", context)


@require(Permission.ADMIT_MEMBERS)
@require_POST
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Admit as practitioner."""
    asked = get_object_or_404(JoinRequest.objects.visible_to(request.user).for_list(), pk=pk)
    try:
        joining.admit(by=request.user, asked=asked, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("join_request", pk)
    messages.success(request, f"{asked.person} belongs to {asked.agency} now, and has a letter.")
    return redirect("join_requests")
