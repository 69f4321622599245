"""The questions an event is evaluated by: the version in force when somebody was first asked; who waits for them."""

from datetime import date, datetime

from office import questionnaires, rules
from office.models import Questionnaire, Version
from office.question_sheets import Criterion, Sheet
from training.evaluation.occasions import ANONYMOUS, Occasion
from training.models import Ask, Booking, Evaluation, Event


def in_force() -> Version | None:
    """The questions new questions are asked by: the version published last; None while there is none."""
    versions = Version.objects.published().for_use(Questionnaire.Use.EVALUATION)
    return versions.order_by("-published_at", "-pk").first()


def begin(event: Event, *, at: datetime) -> Evaluation | None:
    """The evaluation of an event, begun now if there is none yet; None while no questions are published."""
    known = Evaluation.objects.select_related("version").filter(event=event).first()
    version = None if known else in_force()
    if known or version is None:
        return known
    return Evaluation.objects.get_or_create(event=event, defaults={"version": version, "begun_at": at})[0]


def sheet(found: Evaluation, occasion: str) -> Sheet:
    """What is asked on an occasion."""
    return questionnaires.sheet(found.version).of(occasion)


def whole(found: Evaluation) -> Sheet:
    """All that is asked, whatever the occasion."""
    return questionnaires.sheet(found.version)


def asks_anything(found: Evaluation, occasion: Occasion) -> bool:
    """Whether the questionnaire has questions for an occasion at all."""
    whole = questionnaires.sheet(found.version)
    return any(not each.only_for or occasion in each.only_for for each in whole.criteria)


def is_anonymous(criterion: Criterion) -> bool:
    """Whether the answer was promised to bear no reference."""
    return ANONYMOUS in criterion.only_for


def holds_back(booking: Booking, *, on: date) -> bool:
    """Whether the certificate of a booking waits for the questions directly after the course."""
    if not rules.value("training.certificate_after_evaluation", on=on):
        return False
    return Ask.objects.filter(booking=booking, occasion=Occasion.AFTER, answered=False).exists()
