"""Answering questions about a course: by the link in a letter, or signed in. Opening a page answers nothing."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from office import rules, signed_pages
from office.signed_pages import Signed
from partnership.access import public, require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training.evaluation import answering, questions
from training.forms.evaluation import EvaluationForm
from training.models import Ask, Certificate


@public
@signed_pages.opens
def answer_evaluation(request: HttpRequest, signed: Signed) -> HttpResponse:
    """By the link in the letter: no account is asked for."""
    thing, now = get_object_or_404(Ask.objects.for_list(), pk=signed.thing), timezone.now()

    def keep(form: EvaluationForm) -> Certificate | None:
        with transaction.atomic():
            signed_pages.use(signed, at=now)
            return answering.answer(ask=thing, given=form.given(), at=now)

    return _page(request, thing, keep)


@require(Permission.BOOK_PLACES)
@never_cache
def evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """Signed in: the same questions, for the learner or the line manager."""
    thing = get_object_or_404(Ask.objects.answerable_by(request.user).for_list(), pk=pk)
    return _page(request, thing, lambda form: answering.answer(ask=thing, given=form.given(), at=timezone.now()))


def _page(
    request: HttpRequest, thing: Ask, keep: Callable[[EvaluationForm], Certificate | None]
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    form = EvaluationForm(
        request.POST if request.method == "POST" else None, sheet=questions.sheet(thing.evaluation, thing.occasion)
    )
    context = {"ask": thing, "booking": thing.booking, "form": form, "open": answering.may_still(thing, at=now),
               "months": rules.value("training.evaluation_keeps", on=timezone.localdate(now))}  # fmt: skip
    if form.is_valid():
        try:
            made = keep(form)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            own = request.user.is_authenticated and request.user.pk == thing.booking.person_id
            return render(request, "training/evaluated.html", context | {"certificate": made, "own": own})
    return render(request, "training/answer_evaluation.html", context)
