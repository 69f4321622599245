"""Search rows of thanks: the wall for everybody, nominations for the office."""

from collections.abc import Iterator

from django.urls import reverse

from commendations.models import Award, Commendation
from office import findable
from office.findable import PUBLIC, Entry, audiences_for
from partnership.permissions import Permission


def entries() -> Iterator[Entry]:
    """Every row of the room."""
    for award in Award.objects.on_wall().for_list():
        yield of_award(award)
    for commendation in Commendation.objects.filter(forgotten_at=None).select_related("category"):
        yield of_nomination(commendation)


def renew(commendation: Commendation) -> None:
    """Write the row of a nomination anew, in the transaction of the verb that changed it."""
    findable.write([of_nomination(commendation)])


def renew_award(award: Award) -> None:
    """Let the public find an award while it stands on the wall, and not a moment longer."""
    shown = Award.objects.on_wall().for_list().filter(pk=award.pk).first()
    if shown is None:
        findable.forget([_key(award)])
    else:
        findable.write([of_award(shown)])


def of_award(award: Award) -> Entry:
    """What stands on the wall, for everybody."""
    return Entry(
        key=_key(award),
        kind="Commendation",
        title=award.wall_name,
        summary=award.wall_words,
        body=f"{award.commendation.category} {award.commendation.where} {award.good_practice}",
        address=reverse("commended", args=[award.pk]),
        audiences=(PUBLIC,),
    )


def of_nomination(commendation: Commendation) -> Entry:
    """A nomination, for the office."""
    return Entry(
        key=f"commendations.commendation:{commendation.pk}",
        kind="Nomination",
        title=commendation.nominee_name,
        summary=f"{commendation.category}: {commendation.words}",
        body=f"{commendation.nominee_role} {commendation.story}",
        address=reverse("nomination", args=[commendation.pk]),
        audiences=audiences_for(Permission.KEEP_COMMENDATIONS),
    )


def _key(award: Award) -> str:
    return f"commendations.award:{award.pk}"
