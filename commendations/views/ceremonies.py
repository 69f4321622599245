"""Ceremonies, for the office: planned, invited, the place list, and all certificates in one file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commendations import ceremonies as celebrating
from commendations import certificate as paper
from commendations.forms.ceremonies import CeremonyForm, InviteForm
from commendations.models import Award, Ceremony
from office import pdf
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import require
from partnership.permissions import Permission


def _name(row: Ceremony) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("ceremony", args=[row.pk]), row.name)


COLUMNS = (
    Column("name", "Ceremony", _name, lambda row: row.name, ("name",), leads=True),
    Column("at", "When", lambda row: f"{timezone.localtime(row.at):%-d %B %Y, %H:%M}", lambda row: row.at, ("at",)),
    Column("place", "Where", lambda row: row.place, order=("place",)),
)
PLACES = (
    Column("who", "Who", lambda row: row.award.commendation.nominee_name, order=("award__commendation__nominee_name",),
           leads=True),
    Column("category", "Kind of thanks", lambda row: row.award.commendation.category.name),
    Column("where", "Where from", lambda row: row.award.commendation.where),
    Column("answer", "Answer", lambda row: row.get_answer_display(), order=("answer",)),
    Column("people", "People", lambda row: row.people, order=("people",), numeric=True),
    Column("needs", "Needs", lambda row: row.needs),
    Column("email", "Address", lambda row: row.email, file_only=True),
)  # fmt: skip


@require(Permission.KEEP_COMMENDATIONS)
@require_safe
def ceremonies(request: HttpRequest) -> HttpResponse:
    """All ceremonies, the latest first."""
    listing = Listing(
        request, Ceremony.objects.all(), columns=COLUMNS, one="ceremony", many="ceremonies", file_name="ceremonies"
    )
    return answer(request, "commendations/ceremonies.html", listing)


@require(Permission.KEEP_COMMENDATIONS)
def plan_ceremony(request: HttpRequest) -> HttpResponse:
    """A new one."""

    def deed(given: dict[str, Any]) -> Done:
        known = {name: given[name] for name in ("name", "at_hour", "place", "answer_by", "seats")}
        made = celebrating.plan(by=request.user, at=timezone.now(), **known)
        return Done("Planned. Invite whom you like.", reverse("ceremony", args=[made.pk]))

    return ask(request, "commendations/plan_ceremony.html", CeremonyForm(request.POST or None), deed)


@require(Permission.KEEP_COMMENDATIONS)
@never_cache
@require_safe
def ceremony(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is invited and who comes: the place list."""
    thing = get_object_or_404(Ceremony, pk=pk)
    rows = thing.invitations.select_related("award__commendation__category").prefetch_related(
        "award__commendation__agencies"
    )
    listing = Listing(request, rows, columns=PLACES, one="invitation", many="invitations", file_name="places")
    return answer(request, "commendations/ceremony.html", listing, ceremony=thing, taken=celebrating.taken_seats(thing))


@require(Permission.KEEP_COMMENDATIONS)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite several at once."""
    thing = get_object_or_404(Ceremony, pk=pk)
    free = Award.objects.filter(invitation=None).select_related("commendation__category").order_by("-awarded_at")[:200]
    rows = Award.objects.filter(pk__in=[each.pk for each in free]).select_related("commendation__category")
    form = InviteForm(request.POST or None, awards=rows)

    def deed(given: dict[str, Any]) -> Done:
        made = celebrating.invite(by=request.user, ceremony=thing, awards=given["awards"], at=timezone.now())
        return Done(f"{made} {'is' if made == 1 else 'are'} invited.", reverse("ceremony", args=[pk]))

    return ask(request, "commendations/invite.html", form, deed, ceremony=thing)


@require(Permission.KEEP_COMMENDATIONS)
@require_safe
def ceremony_certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """All certificates of a ceremony in one file, a page each."""
    thing = get_object_or_404(Ceremony, pk=pk)
    awards = list(
        Award.objects.filter(invitation__ceremony=thing).select_related("commendation__category")
        .prefetch_related("commendation__agencies").order_by("wall_name")
    )  # fmt: skip
    if not awards:
        raise Http404
    return pdf.answer(paper.make_batch(awards, request=request), name=f"certificates-{thing.pk}")
