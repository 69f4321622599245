"""What must never be in the room of thanks, beyond what the database itself refuses."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from commendations.models import Award, Commendation, Conflict, Opinion, Step
from commendations.moves import MOVES, State
from office.models import SearchEntry


def broken() -> Iterator[str]:
    """One sentence for each thing that must never be."""
    yield from _awards_do_not_fit()
    yield from _found_without_consent()
    yield from _history_does_not_fit()
    yield from _judged_in_conflict()


def _awards_do_not_fit() -> Iterator[str]:
    for each in Commendation.objects.filter(state=State.AWARDED, award=None):
        yield f"Commendation {each.pk} counts as awarded and has no award."
    for award in Award.objects.exclude(commendation__state=State.AWARDED):
        yield f"Award {award.pk} is of a commendation that counts as {award.commendation.state}."
    for award in Award.objects.filter(
        Q(awarded_by=F("commendation__nominated_by")) | Q(awarded_by=F("commendation__nominee_person"))
    ):
        yield f"Award {award.pk} was decided by whoever wrote it or was thanked."


def _found_without_consent() -> Iterator[str]:
    shown = {f"commendations.award:{pk}" for pk in Award.objects.on_wall().values_list("pk", flat=True)}
    for key in SearchEntry.objects.filter(key__startswith="commendations.award:").values_list("key", flat=True):
        if key not in shown:
            yield f"Search finds {key}, which nobody agreed to show."


def _history_does_not_fit() -> Iterator[str]:
    last = Step.objects.filter(commendation=OuterRef("pk")).order_by("-at", "-pk")
    for each in Commendation.objects.annotate(last=last.values("to_state")[:1]).filter(
        ~Q(last=F("state")) | ~Exists(last)
    ):
        yield f"Commendation {each.pk} is {each.state}, but its history ends elsewhere."
    for step in Step.objects.exclude(deed="nominate"):
        rule = MOVES[step.deed]
        if step.from_state not in rule.begins or step.to_state != rule.ends:
            yield f"Step {step.pk} of commendation {step.commendation_id} is not in the table of moves."


def _judged_in_conflict() -> Iterator[str]:
    against = Conflict.objects.standing().filter(commendation=OuterRef("commendation"), person=OuterRef("judge"))
    for each in Opinion.objects.given().filter(Exists(against)):
        yield f"Opinion {each.pk} was given by a judge with a conflict of interest."
    for each in Commendation.objects.filter(round__blind=True, redacted_story=""):
        yield f"Commendation {each.pk} is before a blind panel without a text for it."
