"""Beside what agencies say of themselves: what staff say and other rooms know; where they disagree, peer challenge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_urlsafe

from django.db import transaction
from django.utils.timezone import localdate

from audits import heat_map, tallies
from audits.models import Answer, Cycle, Judgement, SelfAssessment
from partnership import identifiers, trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from reports import beside, disagreement
from reports.beside import Known
from reports.disagreement import Views
from reports.models import ChallengeEvent, ChallengeQuestion, Survey, SurveyAnswer, SurveyLink


def open_survey(*, by: Person, cycle: Cycle, closes_on: date, at: datetime) -> Survey:
    """Open the survey of a cycle: one link for each agency that was asked."""
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    if closes_on <= localdate(at):
        raise Refusal("Choose a day that is still to come.")
    with transaction.atomic():
        if Survey.objects.filter(cycle=cycle).exists():
            raise Refusal("This cycle has a survey already.")
        made = Survey.objects.create(cycle=cycle, closes_on=closes_on, opened_by=by, opened_at=at)
        SurveyLink.objects.bulk_create(
            SurveyLink(survey=made, agency_id=pk, key=token_urlsafe(16).replace("_", "-"))
            for pk in cycle.assessments.values_list("agency", flat=True)
        )
        trail.leave("survey opened", by=by, about=made)
    return made


def answer(link: SurveyLink, *, scores: Mapping[int, int], on: date) -> int:
    """Take one colleague's answers; nothing is kept of who or when. Refusal once it is closed, or of no answer."""
    if not link.survey.is_open(on):
        raise Refusal("This survey is closed. Thank you all the same.")
    known = {section.number for section in heat_map.sheet_of_cycle(link.survey.cycle).sections}
    kept = {number: score for number, score in scores.items() if number in known}
    if not kept:
        raise Refusal("Answer at least one question.")
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(link=link, section=number, score=score) for number, score in sorted(kept.items())
    )
    return len(kept)


# Side by side ---------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """What another room knows beside what the agency says to one question; `official` is the grade that stands."""

    known: Known
    question: str = ""
    official: int | None = None

    @property
    def disagrees(self) -> bool:
        """Whether the two are a whole step apart."""
        return disagreement.apart(self.official, self.known.value)

    @property
    def sentence(self) -> str:
        """Both, in words."""
        if self.official is None or self.known.value is None:
            return self.known.sentence
        return f"{self.known.sentence} To “{self.question}” the return says {self.official} of 100."


@dataclass(frozen=True)
class Row:
    """One agency with the views of each standard, and what other rooms know of it."""

    assessment: SelfAssessment
    views: tuple[tuple[str, Views], ...]
    held: tuple[Held, ...] = ()

    @property
    def apart(self) -> list[tuple[str, Views]]:
        """The standards where staff disagree most."""
        return disagreement.worst(self.views)

    @property
    def contradicted(self) -> list[Held]:
        """What other rooms know otherwise."""
        return [each for each in self.held if each.disagrees]

    @property
    def agreeing(self) -> list[Held]:
        """What other rooms know and nothing contradicts."""
        return [each for each in self.held if not each.disagrees]

    @property
    def differs(self) -> int:
        """In how many places anybody disagrees."""
        return len(self.apart) + len(self.contradicted)


def side_by_side(cycle: Cycle, *, viewer: Person, on: date) -> list[Row]:
    """Own, moderated and staff view of what the viewer may see, and what other rooms know; staff once it is closed."""
    rows = SelfAssessment.objects.visible_to(viewer).handed_in().filter(cycle=cycle)
    found = list(rows.for_list().order_by("agency__name"))
    heat, staff = heat_map.of_cycle(cycle, tallies.of(rows.pks())), _staff(cycle, on)
    known = beside.known_of([each.agency_id for each in found], on)
    official = _official(found, {code for all_of in known.values() for each in all_of for code in each.codes})
    titles = {each.code: f"{each.number} {each.title}" for each in heat_map.sheet_of_cycle(cycle).criteria}
    return [
        Row(
            each,
            tuple((f"{section.number} {section.title}",
                   _views(heat.of(each.pk, section.pk), staff.get((each.agency_id, section.number), [])))
                  for section in heat.sections),
            tuple(_held(one, titles, official.get(each.pk, {})) for one in known.get(each.agency_id, ())),
        )
        for each in found
    ]  # fmt: skip


def _held(known: Known, titles: Mapping[str, str], official: Mapping[str, int]) -> Held:
    """What is known beside the first of its questions that was answered."""
    code = next((code for code in known.codes if code in official and code in titles), None)
    return Held(known, titles[code], official[code]) if code else Held(known)


def _official(found: Sequence[SelfAssessment], codes: set[str]) -> dict[int, dict[str, int]]:
    """By self-assessment and question, the score that stands: the moderator's, else the agency's own; two queries."""
    scores: dict[int, dict[str, int]] = {}
    own = Answer.objects.filter(assessment__in=found, code__in=codes).exclude(score=None)
    judged = Judgement.objects.filter(assessment__in=found, code__in=codes, part="moderator")
    for rows in (own, judged):
        for pk, code, score in rows.order_by().values_list("assessment", "code", "score"):
            scores.setdefault(pk, {})[code] = score
    return scores


def _views(cell: heat_map.Cell, scores: list[int]) -> Views:
    return Views(cell.own, cell.judged, disagreement.mean(scores), len(scores))


def _staff(cycle: Cycle, on: date) -> dict[tuple[int, int], list[int]]:
    """Scores by agency and standard; none before the survey is closed."""
    found: dict[tuple[int, int], list[int]] = {}
    closed = SurveyAnswer.objects.filter(link__survey__cycle=cycle, link__survey__closes_on__lt=on)
    for agency, section, score in closed.values_list("link__agency", "section", "score"):
        found.setdefault((agency, section), []).append(score)
    return found


# Peer challenge -------------------------------------------------------------------


def plan_challenge(*, by: Person, cycle: Cycle, held_on: date, place: str, at: datetime) -> ChallengeEvent:
    """Plan a peer-challenge event; its questions are drawn from where the views disagree."""
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    rows = side_by_side(cycle, viewer=by, on=localdate(at))
    questions = [
        (row.assessment.agency, disagreement.question_for(name, views)) for row in rows for name, views in row.apart
    ] + [
        (row.assessment.agency, f"{held.sentence} How do the two go together?")
        for row in rows for held in row.contradicted
    ]  # fmt: skip
    with transaction.atomic():
        event = ChallengeEvent.objects.create(cycle=cycle, held_on=held_on, place=place.strip(), planned_by=by,
                                              planned_at=at)  # fmt: skip
        ChallengeQuestion.objects.bulk_create(
            ChallengeQuestion(event=event, agency=agency, text=text) for agency, text in questions
        )
        trail.leave("peer challenge planned", by=by, about=event, questions=len(questions))
    return event


def add_question(*, by: Person, event: ChallengeEvent, agency: Agency, text: str) -> ChallengeQuestion:
    """One more question, for an agency of the cycle."""
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    if not event.cycle.assessments.filter(agency=agency).exists():
        raise Refusal(f"{agency} was not asked in this cycle.")
    with transaction.atomic():
        made = ChallengeQuestion.objects.create(event=event, agency=agency, text=text.strip())
        trail.leave("challenge question added", by=by, about=made, agency=agency)
    return made


def minute(*, by: Person, event: ChallengeEvent, minutes: str, answers: Mapping[int, str]) -> None:
    """Keep the minutes and what each agency answered."""
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    if any(found.refused for text in (minutes, *answers.values()) for found in identifiers.find(text)):
        raise Refusal("This looks like an NHS number. Take it out.")
    with transaction.atomic():
        ChallengeEvent.objects.filter(pk=event.pk).update(minutes=minutes.strip())
        for question in event.questions.all():
            if question.pk in answers:
                ChallengeQuestion.objects.filter(pk=question.pk).update(answer=answers[question.pk].strip())
        trail.leave("peer challenge minuted", by=by, about=event)
