"""What each move of a case needs and keeps: one small function for each line of the table, on a locked case.

`conducting.make` calls them; each takes the day and the note, and returns the stage it leads to or raises Refusal.
"""

from collections.abc import Callable
from datetime import date

from partnership.models import Agency
from partnership.refusals import Refusal
from priorities import progress
from priorities.models import Action, Recommendation
from priorities.models.actions import ActionQuerySet
from reviews import clock, guidance, publishing, stages
from reviews.models import Decision, Product, Report, Review
from reviews.stages import Stage


def partners_say(review: Review, subject: str, report: Report | None = None) -> dict[int, Decision]:
    """The last word of each of the three partners on a subject, by agency."""
    said = review.decisions.filter(subject=subject, report=report).select_related("agency", "by")
    return {each.agency_id: each for each in said.order_by("at", "pk")}


def partners(*, on: date) -> list[Agency]:
    """The safeguarding partners of a day."""
    return list(Agency.objects.active(on).filter(safeguarding_partner=True).order_by("name"))


def edition_of(review: Review) -> guidance.Edition:
    """The guidance that was in force when the case became known: its clocks are those of the case."""
    return guidance.in_force(review.aware_on)


def actions_of(review: Review) -> ActionQuerySet:
    """The actions that the recommendations made of its findings call for."""
    called = Recommendation.calls_for.through.objects.filter(recommendation__follows_from__in=review.led_to.all())
    return Action.objects.filter(pk__in=called.values("action"))


def _all_say(review: Review, subject: str, *, on: date, report: Report | None = None) -> list[Decision]:
    """What all partners say; Refusal naming those who have not spoken."""
    said, asked = partners_say(review, subject, report), partners(on=on)
    missing = [agency.name for agency in asked if agency.pk not in said]
    if missing or not asked:
        raise Refusal(f"Not all partners have decided yet: {', '.join(missing)}.")
    return [said[agency.pk] for agency in asked]


def _decide_criteria(review: Review, *, on: date, note: str) -> Stage:
    said = _all_say(review, Decision.Subject.CRITERIA, on=on)
    answers = {each.agrees for each in said}
    if len(answers) > 1 and not note.strip():
        raise Refusal("The partners do not agree. Write in the note how it was settled.")
    agreeing = sum(each.agrees for each in said)
    return Stage.CRITERIA_MET if agreeing * 2 > len(said) else Stage.CRITERIA_NOT_MET


def _notify(review: Review, *, on: date, note: str) -> Stage:
    review.notified_on = on
    return Stage.NOTIFIED


def _send_rapid_review(review: Review, *, on: date, note: str, decision: str, decision_reason: str) -> Stage:
    if not decision_reason.strip():
        raise Refusal("The Panel reads the reasons. Write why this was decided.")
    review.rapid_review_sent_on = review.decided_on = on
    review.decision, review.decision_reason = decision, decision_reason.strip()
    return Stage.RAPID_REVIEWED


def _record_response(review: Review, *, on: date, note: str, panel_agrees: bool, panel_response: str = "") -> Stage:
    review.panel_agrees, review.panel_response, review.panel_responded_on = panel_agrees, panel_response.strip(), on
    return Stage.RESPONDED


def _commission(review: Review, *, on: date, note: str, reviewer: str, terms: str, publish_on: date | None) -> Stage:
    if publish_on and publish_on <= on:
        raise Refusal("The planned day of publication lies after the commission.")
    review.commissioned_on, review.reviewer, review.terms = on, reviewer.strip(), terms.strip()
    review.publish_on = publish_on
    if review.kind == Review.Kind.RAPID:
        local = review.decision == stages.Decision.LOCAL_REVIEW
        review.kind = Review.Kind.LOCAL if local else Review.Kind.PARTNERSHIP
    return Stage.COMMISSIONED


def _begin_report(review: Review, *, on: date, note: str) -> Stage:
    return Stage.DRAFTING


def _sign(review: Review, *, on: date, note: str) -> Stage:
    report = review.reports.first()
    if report is None:
        raise Refusal("There is no report yet. Write its first version.")
    said = _all_say(review, Decision.Subject.SIGNATURE, on=on, report=report)
    refusing = [each.agency.name for each in said if not each.agrees]
    if refusing:
        raise Refusal(f"Version {report.version} is not signed by {', '.join(refusing)}. Write another version.")
    return Stage.SIGNED


def _open_again(review: Review, *, on: date, note: str) -> Stage:
    if not note.strip():
        raise Refusal("Write why the report has to change. Whoever signed it is told of the new version.")
    review.copied_on = None
    return Stage.DRAFTING


def _send_copy(review: Review, *, on: date, note: str) -> Stage:
    review.copied_on = on
    return Stage.COPIED


def _refuse_while_proceeding(review: Review) -> None:
    open_ones = [each.get_kind_display().lower() for each in review.proceedings.filter(ended_on=None)]
    if open_ones:
        raise Refusal(f"Nothing is published while this runs: {', '.join(open_ones)}. Record its end first.")


def _publish(review: Review, *, on: date, note: str) -> Stage:
    _refuse_while_proceeding(review)
    notice = edition_of(review).copy_before_publication
    if review.copied_on and clock.after(review.copied_on, notice) > on and not note.strip():
        raise Refusal(f"The Panel and the DfE have the copy {notice} before publication. Wait, or write why not.")
    review.published_on = on
    publishing.publish_report(review, on=on, text=_latest(review).text, kind=Product.Kind.REPORT)
    return Stage.PUBLISHED


def _publish_improvements(review: Review, *, on: date, note: str) -> Stage:
    _refuse_while_proceeding(review)
    report = _latest(review)
    if not report.improvements.strip():
        raise Refusal("Write the improvements into the report first: they are what is published.")
    if not note.strip():
        raise Refusal("Write why the report itself cannot be published.")
    review.published_on = on
    publishing.publish_report(review, on=on, text=report.improvements, kind=Product.Kind.IMPROVEMENTS)
    return Stage.IMPROVEMENTS


def _latest(review: Review) -> Report:
    report = review.reports.first()
    if report is None:
        raise Refusal("There is no report yet. Write its first version.")
    return report


def _follow_actions(review: Review, *, on: date, note: str) -> Stage:
    if not review.led_to.exists() and not note.strip():
        raise Refusal("No finding has been recorded. Record what was found, or write why there is nothing to do.")
    return Stage.ACTING


def _review_impact(review: Review, *, on: date, note: str, impact_words: str) -> Stage:
    untested = actions_of(review).living().exclude(state=progress.State.IMPACT_TESTED).count()
    if review.led_to.exists() and not actions_of(review).exists() and not note.strip():
        raise Refusal("No action belongs to what was found, so nothing can have changed. Wait, or write why not.")
    if untested and not note.strip():
        raise Refusal(f"The impact of {untested} of its actions is not tested yet. Wait, or write why not.")
    review.impact_reviewed_on, review.impact_words = on, impact_words.strip()
    return Stage.IMPACT_REVIEWED


def _act_again(review: Review, *, on: date, note: str) -> Stage:
    review.impact_reviewed_on = None
    return Stage.ACTING


def _close(review: Review, *, on: date, note: str) -> Stage:
    if review.stage == Stage.CRITERIA_NOT_MET and not note.strip():
        raise Refusal("Write why nothing more is to be learnt from this case.")
    review.closed_on = on
    return Stage.CLOSED


DEEDS: dict[str, Callable[..., Stage]] = {
    "decide_criteria": _decide_criteria,
    "notify": _notify,
    "send_rapid_review": _send_rapid_review,
    "record_response": _record_response,
    "commission": _commission,
    "begin_report": _begin_report,
    "sign": _sign,
    "open_again": _open_again,
    "send_copy": _send_copy,
    "publish": _publish,
    "publish_improvements": _publish_improvements,
    "follow_actions": _follow_actions,
    "review_impact": _review_impact,
    "act_again": _act_again,
    "close": _close,
}
