"""The deeds of whoever leads a case: moves, team, days, proceedings, findings; and what partners decide."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from office.asking import Done, ask
from partnership.access import require
from partnership.permissions import Permission
from reviews import conducting, deciding, publishing, team
from reviews.forms import cases as asking
from reviews.models import Proceeding, Review, TeamMember
from reviews.views.cases import known_move, led_case, seen_case

FORMS: dict[str, type[asking.MoveForm]] = {
    "send_rapid_review": asking.RapidReviewForm,
    "record_response": asking.ResponseForm,
    "commission": asking.CommissionForm,
    "review_impact": asking.ImpactReviewForm,
}


def answered(
    request: HttpRequest, review: Review, form: Form, verb: Callable[..., Any], /, *, heading: str, button: str,
    done: str, help_words: str = "", **words: Any,
) -> HttpResponse:  # fmt: skip
    """One short form about a case: ask, do, say that it is done, go back to the case."""

    def do(given: dict[str, Any]) -> Done:
        verb(by=request.user, **words, **given)
        return Done(done, reverse("case", args=[review.pk]))

    return ask(
        request, "reviews/case_step.html", form, do, review=review, heading=heading, button=button,
        help_words=help_words,
    )  # fmt: skip


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require(Permission.WORK_ON_REVIEWS)
def move_case(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One move of the table."""
    move, review, now = known_move(key), led_case(request, pk), timezone.now()
    form = FORMS.get(key, asking.MoveForm)(_posted(request), initial={"on": timezone.localdate(now)})
    return answered(request, review, form, conducting.make, heading=move.words, button=move.words,
                    done=f"Noted: {move.past[0].lower()}{move.past[1:]}.", review=review, key=key, at=now)  # fmt: skip


@require(Permission.WORK_ON_REVIEWS)
def join_team(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody on the team."""
    review, now = led_case(request, pk), timezone.now()
    form = asking.JoinForm(_posted(request), on=timezone.localdate(now))
    return answered(request, review, form, team.add, heading="Add somebody to the team", button="Add to the team",
                    done="The team has grown. The new member gets a letter.", review=review, at=now,
                    help_words="Whoever is on the team reads everything here but sealed summaries.")  # fmt: skip


@require(Permission.WORK_ON_REVIEWS)
def leave_team(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Take somebody off the team."""
    review = led_case(request, pk)
    one = get_object_or_404(TeamMember.objects.current().select_related("person"), pk=member, review=review)
    form = Form(_posted(request))
    return answered(request, review, form, team.take_off, heading=f"Take {one.person} off the team?",
                    button="Take off the team", done=f"{one.person} does not see the case any more.",
                    member=one, at=timezone.now())  # fmt: skip


@require(Permission.WORK_ON_REVIEWS)
def case_days(request: HttpRequest, pk: int) -> HttpResponse:
    """The days the team plans by."""
    review = led_case(request, pk)
    names = ("panel_meets_on", "practitioners_met_on", "publish_on", "family_contribution")
    form = asking.DaysForm(_posted(request), initial={name: getattr(review, name) for name in names})
    return answered(request, review, form, conducting.set_days, heading="Days and family", button="Save",
                    done="Saved.", review=review, at=timezone.now())  # fmt: skip


@require(Permission.WORK_ON_REVIEWS)
def describe_case(request: HttpRequest, pk: int) -> HttpResponse:
    """What is considered and whom it concerns, put right."""
    review, now = led_case(request, pk), timezone.now()
    initial = {name: getattr(review, name) for name in ("kind", "aware_on", "summary")}
    initial |= {name: getattr(review, name).all() for name in ("agencies", "priorities", "themes")}
    form = asking.DescribeForm(_posted(request), on=timezone.localdate(now), initial=initial)
    return answered(request, review, form, conducting.describe, heading="Put right what it is about", button="Save",
                    done="Put right. The history says so.", review=review, at=now)  # fmt: skip


@require(Permission.WORK_ON_REVIEWS)
def record_proceeding(request: HttpRequest, pk: int) -> HttpResponse:
    """A matter that runs beside the review."""
    review = led_case(request, pk)
    form = asking.ProceedingForm(_posted(request))
    return answered(request, review, form, conducting.record_proceeding, heading="Record parallel proceedings",
                    button="Record", done="Recorded. Nothing is published while they run.", review=review,
                    at=timezone.now())  # fmt: skip


@require(Permission.WORK_ON_REVIEWS)
def end_proceeding(request: HttpRequest, pk: int, proceeding: int) -> HttpResponse:
    """Its end."""
    review = led_case(request, pk)
    one = get_object_or_404(Proceeding, pk=proceeding, review=review)
    form = asking.EndForm(_posted(request), initial={"ended_on": timezone.localdate()})
    return answered(
        request, review, form, conducting.end_proceeding, heading=f"{one.get_kind_display()}: its end",
        button="Record its end", done="Its end is recorded.", proceeding=one, at=timezone.now(),
    )  # fmt: skip


@require(Permission.WORK_ON_REVIEWS)
def record_case_finding(request: HttpRequest, pk: int) -> HttpResponse:
    """A finding of the review, for the backbone."""
    review, now = led_case(request, pk), timezone.now()
    today = timezone.localdate(now)
    form = asking.CaseFindingForm(_posted(request), on=today, initial={"on": today})
    return answered(request, review, form, conducting.record_finding, heading="Record a finding", button="Record it",
                    done="The finding is recorded. Make a recommendation of it on its page.", review=review, at=now,
                    help_words="It goes to the findings of the partnership, without the code name.")  # fmt: skip


@require(Permission.WORK_ON_REVIEWS)
def decide_case(request: HttpRequest, pk: int) -> HttpResponse:
    """What one of the three partners decides: whether criteria are met, whether to sign the report."""
    review, now = seen_case(request, pk), timezone.now()
    if not deciding.may_decide(request.user, review, at=now):
        raise PermissionDenied
    report = review.reports.first() if review.stage != "referred" else None
    form = asking.DecideForm(_posted(request), initial={"version": report.version if report else None})
    heading = f"Do you sign version {report.version}?" if report else "Are the criteria met?"

    def decide(given: dict[str, Any]) -> Done:
        deciding.decide(review=review, by=request.user, at=now, **given)
        return Done("What you decided is kept, with your reason.", reverse("case", args=[pk]))

    doubts = publishing.doubts_in(report) if report else []
    return ask(
        request, "reviews/decide_case.html", form, decide, review=review, heading=heading, report=report, doubts=doubts
    )
