"""What waits for a person in the room of thanks: nominations to read, more to write, words to add, refusals to heed."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Count, F, Q
from django.urls import reverse

from commendations import telling
from commendations.models import Award, Card, Commendation, Consent, Opinion, Support
from commendations.moves import OPEN, State
from partnership.access import holds
from partnership.models import Person
from partnership.permissions import Permission
from partnership.waits import Wait


def waiting(person: Person, *, on: date) -> Iterable[Wait]:
    """One line for each thing to do."""
    yield from _more_to_write(person)
    yield from _words_to_add(person)
    if holds(person, Permission.JUDGE_NOMINATIONS):
        yield from _to_score(person, on)
    if holds(person, Permission.KEEP_COMMENDATIONS):
        yield from _to_read()
        yield from _refused()
        yield from _to_spread(on)
        yield from _to_decide(on)
        yield from _to_award(on)
        yield from _cards()


def _more_to_write(person: Person) -> Iterator[Wait]:
    for each in Commendation.objects.filter(nominated_by=person, state=State.RETURNED):
        yield Wait(f"Say more about {each}", "Your nomination came back with a question.",
                   reverse("send_again", args=[each.pk]))  # fmt: skip


def _words_to_add(person: Person) -> Iterator[Wait]:
    asked = Support.objects.filter(by=person, given_at=None, commendation__state__in=sorted(OPEN))
    for each in asked.select_related("commendation"):
        yield Wait(f"Add a word about {each.commendation}",
                   "A colleague has nominated them and thinks that you saw it too.",
                   reverse("add_word", args=[each.commendation_id]))  # fmt: skip


def _to_read() -> Iterator[Wait]:
    for each in Commendation.objects.waiting().select_related("nominated_by"):
        why = (
            "Somebody outside wrote it; nobody else has read it." if each.outside else f"{each.nominated_by} wrote it."
        )
        yield Wait(
            f"Read the nomination of {each}", why, reverse("nomination", args=[each.pk]), telling.answer_by(each)
        )


def _refused() -> Iterator[Wait]:
    """Somebody said no although an announcement is set: it is told without the wall, unless the office changes it."""
    no = Consent.objects.filter(
        answer__in=[Consent.Answer.REFUSED, Consent.Answer.WITHDRAWN], award__announced_at=None
    ).select_related("award__commendation")
    for each in no:
        award: Award = each.award
        yield Wait(
            f"Look again at the announcement of {award}",
            f"The {each.get_who_display().lower()} would rather not be named. It will not stand on the wall.",
            reverse("nomination", args=[award.commendation_id]), award.announce_at.date(),
        )  # fmt: skip


def _to_score(person: Person, on: date) -> Iterator[Wait]:
    """One line for each round, not for each nomination."""
    mine = Opinion.objects.visible_to(person).filter(
        state=Opinion.State.WAITING, commendation__round__score_until__gte=on
    )
    counted: dict[str, tuple[int, date]] = {}
    for name, until in mine.values_list("commendation__round__name", "commendation__round__score_until"):
        counted[name] = (counted.get(name, (0, until))[0] + 1, until)
    for name, (count, until) in counted.items():
        what = f"Score {count} {'nomination' if count == 1 else 'nominations'} of “{name}”"
        yield Wait(what, "You are on its panel.", reverse("panel"), until)


def _to_spread(on: date) -> Iterator[Wait]:
    """The panel should be reading, and some nominations have fewer readers than they need."""
    readers = Count("opinions", filter=~Q(opinions__state=Opinion.State.RECUSED))
    rows = Commendation.objects.filter(state=State.READY, round__screen_until__lt=on, round__score_until__gte=on)
    short = rows.annotate(readers=readers).filter(readers__lt=F("round__quorum")).order_by()
    for pk, name, until in short.values_list("round", "round__name", "round__score_until").distinct():
        yield Wait(f"Spread the reading of “{name}”", "Some nominations have fewer readers than they need.",
                   reverse("panel_round", args=[pk]), until)  # fmt: skip


def _to_decide(on: date) -> Iterator[Wait]:
    """Scoring has ended; one line for each round."""
    rows = Commendation.objects.filter(state=State.READY, round__score_until__lt=on).order_by()
    for pk, name, until, count in rows.values_list("round", "round__name", "round__decide_until").annotate(
        n=Count("pk")
    ):
        what = f"Decide about {count} {'nomination' if count == 1 else 'nominations'} of “{name}”"
        yield Wait(what, "The panel has scored.", reverse("panel_round", args=[pk]), until)


def _to_award(on: date) -> Iterator[Wait]:
    chosen = Commendation.objects.filter(state=State.CHOSEN).select_related("round")
    for each in chosen:
        yield Wait(f"Prepare the award of {each}",
                   f"The panel of “{each.round}” has chosen them; it is not announced yet.",
                   reverse("award_nomination", args=[each.pk]), each.round.announce_at.date())  # fmt: skip


def _cards() -> Iterator[Wait]:
    """One line for all of them."""
    count = Card.objects.waiting().count()
    if count:
        what = f"Look at {count} {'card' if count == 1 else 'cards'} of thanks"
        yield Wait(what, "They are passed on once you have read them.", reverse("cards") + "?state=waiting")
