"""Rooms and trainers wanted twice at one time, in sentences: the office may have its reasons, so nothing is refused."""

from collections.abc import Iterator

from django.db.models import Q

from training import clock
from training.models import Event, Session


def of_event(event: Event) -> list[str]:
    """What an event wants that another one has at the same time, a sentence each."""
    if event.state == Event.State.CANCELLED:
        return []
    trainers = {each.pk: each for each in event.trainers.all()}
    wanted = Q(event__trainers__in=list(trainers))
    if event.venue_id:
        wanted |= Q(event__venue=event.venue_id)
    near = Session.objects.filter(wanted, starts_at__lt=event.ends_at, ends_at__gt=event.starts_at)
    near = near.exclude(event=event).exclude(event__state=Event.State.CANCELLED).distinct()
    own = [(each.starts_at, each.ends_at) for each in event.sessions.all()]
    found: dict[str, None] = {}
    for other in near.select_related("event__course", "event__venue").prefetch_related("event__trainers"):
        if any(begins < other.ends_at and other.starts_at < ends for begins, ends in own):
            found |= dict.fromkeys(_sentences(event, other, set(trainers)))
    return list(found)


def _sentences(event: Event, other: Session, trainers: set[int]) -> Iterator[str]:
    when = f"“{other.event.course.title}”, {clock.moment_words(other.starts_at)}"
    if event.venue_id and other.event.venue_id == event.venue_id and _same_room(event.room, other.event.room):
        where = f"{event.venue}, {event.room}" if event.room and other.event.room else f"{event.venue}"
        yield f"{where} is taken at that time by {when}. Choose another room, or say in which rooms they are."
    for trainer in other.event.trainers.all():
        if trainer.pk in trainers:
            yield f"{trainer} teaches at that time: {when}. Choose another trainer or another hour."


def _same_room(one: str, other: str) -> bool:
    """Whether two rooms of a venue may be the same; a room nobody named may be any."""
    return not one or not other or one.strip().lower() == other.strip().lower()
