"""The panel reads and scores: one's own readings, one nomination, and stepping aside."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commendations import panel as judging
from commendations.forms.panel import OpinionForm, RecuseForm
from commendations.models import Opinion
from commendations.phases import Phase
from office.asking import Done, ask
from partnership.access import require
from partnership.permissions import Permission


@require(Permission.JUDGE_NOMINATIONS)
@never_cache
@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """What one reads for the panel, what still waits first."""
    mine = Opinion.objects.visible_to(request.user).for_list().order_by("-state", "commendation__round", "pk")
    rows = [(each, judging.title_of(each.commendation)) for each in mine]
    return render(request, "commendations/panel.html", {"rows": rows, "today": timezone.localdate()})


@require(Permission.JUDGE_NOMINATIONS)
@never_cache
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """One nomination to read and score; the marks of others appear once one's own are in."""
    thing = get_object_or_404(Opinion.objects.visible_to(request.user).for_list(), pk=pk)
    of, now = thing.commendation.round, timezone.now()
    marks = {f"criterion_{each.criterion_id}": each.score for each in thing.marks.all()}
    form = OpinionForm(
        request.POST or None, criteria=list(of.criteria.all()), initial={**marks, "comment": thing.comment}
    )

    def deed(given: dict[str, Any]) -> Done:
        judging.give_opinion(by=request.user, opinion=thing, marks=form.marks, comment=given["comment"], at=now)
        return Done("Thank you. You see now what the others think.", reverse("opinion", args=[pk]))

    return ask(
        request, "commendations/opinion.html", form, deed, opinion=thing, text=judging.text_of(thing.commendation),
        others=judging.others_marks(thing), may_score=of.phase(timezone.localdate(now)) == Phase.SCORE, round=of,
    )  # fmt: skip


@require(Permission.JUDGE_NOMINATIONS)
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Step aside because of a conflict of interest."""
    thing = get_object_or_404(Opinion.objects.visible_to(request.user).for_list(), pk=pk)

    def deed(given: dict[str, Any]) -> Done:
        judging.declare(by=request.user, opinion=thing, kind=given["kind"], at=timezone.now())
        return Done("Noted. Somebody else reads it, and you do not any more.", reverse("panel"))

    return ask(
        request, "commendations/recuse.html", RecuseForm(request.POST or None), deed, opinion=thing,
        title=judging.title_of(thing.commendation),
    )  # fmt: skip
