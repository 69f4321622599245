"""National learning: the log, and what we do about each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import holds, require
from partnership.permissions import Permission
from priorities.models import Action
from reviews import national_learning
from reviews.forms.messages import AnswerNationalForm, NationalForm
from reviews.models import NationalLearning

COLUMNS = (
    Column("title", "Title", lambda row: row.title, order=("title",), leads=True),
    Column("publisher", "Published by", lambda row: row.publisher, order=("publisher",)),
    Column("published", "Published", lambda row: f"{row.published_on:%-d %b %Y}", lambda row: row.published_on,
           order=("published_on",)),
    Column("response", "Our response", lambda row: row.response or "None yet", order=("responded_on",)),
    Column("summary", "What it says", lambda row: row.summary, file_only=True),
    Column("address", "Where", lambda row: row.address, file_only=True),
)  # fmt: skip


@require(Permission.SEE_ACTIONS)
def national(request: HttpRequest) -> HttpResponse:
    """Everything logged."""
    listing = Listing(request, NationalLearning.objects.prefetch_related("themes"), columns=COLUMNS,
                      one="piece of national learning", many="pieces of national learning",
                      file_name="national-learning")  # fmt: skip
    return answer(request, "reviews/national.html", listing, may_log=holds(request.user, Permission.KEEP_MESSAGES))


@require(Permission.KEEP_MESSAGES)
def log_national(request: HttpRequest) -> HttpResponse:
    """Something published."""
    form = NationalForm(request.POST or None)

    def log(given: dict[str, Any]) -> Done:
        national_learning.log(by=request.user, at=timezone.now(), **given)
        return Done("It is logged. Say what we do about it.", reverse("national"))

    return ask(request, "reviews/log_national.html", form, log)


@require(Permission.KEEP_MESSAGES)
def answer_national(request: HttpRequest, pk: int) -> HttpResponse:
    """What we do about it."""
    one = get_object_or_404(NationalLearning, pk=pk)
    form = AnswerNationalForm(
        request.POST or None, initial={"response": one.response, "actions": one.calls_for.all()},
        actions=Action.objects.visible_to(request.user),
    )  # fmt: skip

    def respond(given: dict[str, Any]) -> Done:
        national_learning.respond(learning=one, by=request.user, at=timezone.now(), **given)
        return Done("Our response is kept.", reverse("national"))

    return ask(request, "reviews/answer_national.html", form, respond, learning=one)
