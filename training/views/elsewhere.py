"""Training elsewhere that agencies' systems report: the office says once which of our courses each stands for."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.asking import Done, ask
from partnership.access import require
from partnership.permissions import Permission
from training import records
from training.forms.passport import StandsForForm
from training.models import Equivalence, ExternalRecord


@require(Permission.KEEP_CATALOGUE)
@require_safe
def trainings_elsewhere(request: HttpRequest) -> HttpResponse:
    """What nobody has decided on, the most records first, and what has been decided."""
    one = ExternalRecord.objects.filter(title__iexact=OuterRef("title"), provider__iexact=OuterRef("provider"))
    decided = Equivalence.objects.select_related("counts_as", "decided_by").annotate(one=Subquery(one.values("pk")[:1]))
    return render(request, "training/trainings_elsewhere.html", {"undecided": records.undecided(), "decided": decided})


@require(Permission.KEEP_CATALOGUE)
def decide_elsewhere(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which course the training of a record stands for, or that it stands beside ours."""
    record = get_object_or_404(ExternalRecord, pk=pk)
    title, provider = record.title, record.provider
    count = ExternalRecord.objects.filter(title__iexact=title, provider__iexact=provider).count()
    known = Equivalence.objects.filter(title__iexact=title, provider__iexact=provider).first()
    form = StandsForForm(request.POST or None, initial={"counts_as": known.counts_as if known else None})

    def decide(words: dict[str, Any]) -> Done:
        records.decide(by=request.user, title=title, provider=provider, at=timezone.now(), **words)
        return Done("Decided, for the records there are and for those to come.", reverse("trainings_elsewhere"))

    return ask(request, "training/decide_elsewhere.html", form, decide, title=title, provider=provider, count=count)
