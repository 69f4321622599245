"""Asking agencies for their summaries, and an agency's summary: written, sent, read once the seal is open."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from office import drafts
from office.asking import Done, ask
from partnership import access
from partnership.access import require
from partnership.models import Agency
from partnership.permissions import Permission
from reviews import contributing
from reviews.forms.cases import AskForm
from reviews.forms.contributions import ContributionForm
from reviews.models import Contribution
from reviews.views.cases import led_case, seen_case
from reviews.views.steps import answered


@require(Permission.WORK_ON_REVIEWS)
def ask_contributions(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask agencies with somebody on the team."""
    review, now = led_case(request, pk), timezone.now()
    on_team = Agency.objects.filter(pk__in=review.team.current().exclude(agency=None).values("agency"))
    left = on_team.exclude(pk__in=review.contributions.values("agency"))
    begun = {"due_on": contributing.due(timezone.localdate(now))}
    form = AskForm(request.POST if request.method == "POST" else None, agencies=left, initial=begun)
    return answered(request, review, form, contributing.ask, heading="Ask agencies for their summary",
                    button="Ask them", done="Whoever writes for these agencies gets a letter.", review=review, at=now,
                    help_words="Only agencies with somebody on the team can be asked. Add a member first.")  # fmt: skip


@require(Permission.WORK_ON_REVIEWS)
@never_cache
def contribution(request: HttpRequest, pk: int, agency: str) -> HttpResponse:
    """One agency's summary: a form for whoever writes it, words for whoever may read it, otherwise nothing at all."""
    review, now = seen_case(request, pk), timezone.now()
    readable = Contribution.objects.readable_by(request.user, on=timezone.localdate(now))
    one = get_object_or_404(readable.for_list(), review=review, agency__slug=agency)
    if not contributing.may_write(request.user, one):
        if request.method == "POST":
            raise Http404
        access.look(request.user, one, why="contribution read")
        parts = [(words, getattr(one, name)) for name, words in Contribution.PARTS]
        return render(request, "reviews/contribution.html", {"one": one, "review": review, "parts": parts})
    key = str(one.pk)
    form = ContributionForm(
        request.POST or None, record_key=key, values=contributing.values_of(one),
        draft=drafts.of(request.user, form=contributing.FORM, record=key),
    )  # fmt: skip

    def write(given: dict[str, Any]) -> Done:
        send = "send" in request.POST
        contributing.write(contribution=one, by=request.user, at=now, send=send, **given)
        said = "It is sent, and sealed until the panel meets." if send else "Saved. Not sent yet."
        return Done(said, reverse("case", args=[pk]))

    return ask(request, "reviews/write_contribution.html", form, write, one=one, review=review)
