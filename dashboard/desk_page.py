"""The calculator of the contact desk: who waits, and how long, with fewer and with more people."""

from dataclasses import dataclass

from dashboard import erlang
from dashboard.wording import number


@dataclass(frozen=True)
class DeskRow:
    """The desk with so many people."""

    people: int
    used: str
    waits: str
    wait: str
    in_time: str
    chosen: bool


@dataclass(frozen=True)
class Desk:
    """What the calculator says: the sentence, and the same with fewer and more people."""

    sentence: str
    unstable: bool
    rows: tuple[DeskRow, ...]


def desk(*, arrivals: float, minutes: float, people: int, target: float) -> Desk:
    """Erlang C within open hours: contacts an hour, minutes for each, people, and minutes within which one is begun."""
    an_hour = 60 / minutes
    found = erlang.waiting(arrivals_an_hour=arrivals, done_an_hour=an_hour, people=people, target_hours=target / 60)
    rows = tuple(
        _desk_row(count, queue, chosen=count == people)
        for count, queue in erlang.by_people(
            arrivals_an_hour=arrivals, done_an_hour=an_hour, target_hours=target / 60, around=people
        )
    )
    if found is None:
        least = erlang.fewest_people(arrivals, an_hour)
        return Desk(
            f"Unstable: more comes than {number(people)} can do, so the queue grows without bound. "
            f"It takes {number(least)} people at least.",
            True,
            rows,
        )
    return Desk(
        f"{_percent(found.started_within_target)} of contacts are begun within {target:g} minutes. "
        f"{_percent(found.chance_of_waiting)} wait at all, and the wait is "
        f"{60 * found.mean_wait_hours:.1f} minutes on average.",
        False,
        rows,
    )


def _desk_row(people: int, queue: erlang.Queue | None, *, chosen: bool) -> DeskRow:
    if queue is None:
        return DeskRow(people, "Over 100%", "Unstable", "Grows without bound", "None in the end", chosen)
    return DeskRow(
        people,
        _percent(queue.utilisation),
        _percent(queue.chance_of_waiting),
        f"{60 * queue.mean_wait_hours:.1f} minutes",
        _percent(queue.started_within_target),
        chosen,
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
