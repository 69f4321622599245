"""Two years of returns: who sends what, what came, late, corrected, queried, with nothing to report, or not at all.

Agreements are made by their verb; the returns themselves are written in bulk as the verbs would have left them, so
`check_invariants` passes and every constraint and trigger of the tables holds. Figures follow as after any return.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from dashboard import measures, return_states, returned_figures, returns, sheets, supplies
from dashboard.models import Area, Return, ReturnAnswer, ReturnMove, ReturnStaffing, StaffingWeek
from oscb_portal.oakshire.cast import Cast
from oscb_portal.oakshire.dice import dice
from oscb_portal.oakshire.return_numbers import numbers
from partnership import periods, working_days
from partnership.models import Agency, Membership, Person
from partnership.periods import Kind, Period
from partnership.working_days import LONDON

YEARS = 2
MONTHLY = ("pressure", "staffing")
# Agency: the sheets it sends beside pressure and staffing; with a minus those it does not send.
SENDS: dict[str, tuple[str, ...]] = {
    "Oakshire County Council": (
        "caseload", "placements", "visits", "attending", "conferences", "fathers", "child_voice", "screening",
        "exploitation", "nrm", "nrm_decisions", "early_help", "exclusions", "absence", "not_in_school",
    ),
    "Oakvale Police": ("police_incidents", "missing", "screening"),
    "Oakshire Health": ("caseload", "camhs", "screening", "early_help", "health_reviews"),
    "Oakshire Hospitals": (),
    "Oakshire Probation": (),
    "Oakshire Youth Justice": ("screening",),
    "Oakshire Integrated Care Board": ("-staffing",),
    "Elderwick City Council": ("-staffing",),
    "Thornmere District Council": ("-staffing",),
    "Harbourlight Family Centre": ("-staffing", "early_help"),
    "Larchmere School": ("-pressure", "-staffing", "peer_harm", "early_help"),
    "Larchmere Primary School": ("-pressure", "-staffing", "peer_harm"),
    "Quillham Community School": ("-pressure", "-staffing", "peer_harm"),
}  # fmt: skip
DUE_AFTER = {"exclusions": 15, "absence": 15, "not_in_school": 15, "early_help": 15}
SENDERS = ("analyst", "agency_lead", "head", "safeguarding_partner", "practitioner")
# Never sent: agency and how many months ago.
NEVER_SENT = {("Oakshire Probation", 9), ("Thornmere District Council", 5), ("Elderwick City Council", 13),
              ("Harbourlight Family Centre", 14)}  # fmt: skip
# How it stands with the returns of the last period: agency and state.
STANDS = {
    "Oakvale Police": return_states.QUERIED,
    "Oakshire Integrated Care Board": return_states.ASKED,
    "Thornmere District Council": return_states.DRAFT,
    "Elderwick City Council": return_states.ASKED,
    "Oakshire Health": return_states.SUBMITTED,
    "Oakshire Youth Justice": return_states.SUBMITTED,
}
QUERY = "Twice as many return interviews were offered as the month before. Is that right?"
CORRECTION = "Two records were found to be counted twice."
LATE, CORRECTED = 0.18, 0.06


@dataclass
class Written:
    """Rows to be written, the return beside how it is to stand in the end."""

    returns: list[Return] = field(default_factory=list)
    answers: list[ReturnAnswer] = field(default_factory=list)
    staffing: list[ReturnStaffing] = field(default_factory=list)
    moves: list[ReturnMove] = field(default_factory=list)
    ends: list[tuple[Return, str, int, date]] = field(default_factory=list)


def keep(cast: Cast, *, area: Area, scale: float, last: date, at: datetime) -> None:
    """Write two years of returns to the last day of the data, and work out what they tell."""
    first = (last - timedelta(days=365 * YEARS - 20)).replace(day=1)
    agencies = {each.name: each for each in Agency.objects.filter(name__in=list(SENDS))}
    for name, agency in agencies.items():
        for sheet in sheets_sent(name):
            supplies.agree(
                by=cast.administrator, sheet=sheet, agency=agency, area=area,
                due_after=DUE_AFTER.get(sheet, 10), on=first,
            )  # fmt: skip
    written = Written()
    for returned in _asked(agencies, area, first, last):
        written.returns.append(returned)
    Return.objects.bulk_create(written.returns, batch_size=1000)
    people = _senders(agencies)
    for returned in written.returns:
        _fill(returned, written, people, scale=scale, last=last, cast=cast)
    _write(written)
    _tell(area, first, last, at=at)


def sheets_sent(agency: str) -> list[str]:
    """The sheets an agency sends."""
    said = SENDS[agency]
    usual = [sheet for sheet in MONTHLY if f"-{sheet}" not in said]
    return usual + [sheet for sheet in said if not sheet.startswith("-")]


def _asked(agencies: dict[str, Agency], area: Area, first: date, last: date) -> Iterator[Return]:
    """One return for each agency and period it sends something for."""
    known = measures.asked_in()
    for name, agency in agencies.items():
        by_kind: dict[Kind, list[str]] = {}
        for sheet in sheets_sent(name):
            by_kind.setdefault(known[sheet].every, []).append(sheet)
        for kind, sent in by_kind.items():
            for period in periods.between(kind, first, last):
                if first <= period.end <= last:
                    due = max(DUE_AFTER.get(sheet, 10) for sheet in sent)
                    yield Return(
                        area=area, agency=agency, period_kind=str(kind), starts_on=period.start, ends_on=period.end,
                        due_on=working_days.add(period.end, due), sheets=sorted(sent, key=list(known).index),
                    )  # fmt: skip


def _senders(agencies: dict[str, Agency]) -> dict[int, Person]:
    """Who sends the returns of each agency: whoever may, the first by role."""
    found: dict[int, Person] = {}
    held = Membership.objects.filter(agency__in=agencies.values(), role__in=SENDERS).select_related("person")
    for membership in sorted(held, key=lambda each: (SENDERS.index(each.role), each.pk), reverse=True):
        found[membership.agency_id] = membership.person
    return found


def _months_ago(period: Period, last: date) -> int:
    return (last.year - period.end.year) * 12 + last.month - period.end.month


def _fill(
    returned: Return, written: Written, people: dict[int, Person], *, scale: float, last: date, cast: Cast
) -> None:
    rng = dice(f"return {returned.agency.name} {returned.starts_on}")
    ago = _months_ago(returned.period, last)
    state = STANDS.get(returned.agency.name, return_states.APPROVED) if ago == 0 else return_states.APPROVED
    if (returned.agency.name, ago) in NEVER_SENT:
        state = return_states.ASKED
    if state == return_states.ASKED:
        _forget_staffing(returned)
        return
    said = {
        key: number
        for sheet in returned.sheets
        for key, number in numbers(sheet, returned, scale=scale, ago=ago).items()
    }
    by = people.get(returned.agency_id, cast.administrator)
    sent_on = _sent_on(returned, rng, last)
    corrected = state == return_states.APPROVED and ago > 1 and rng.random() < CORRECTED
    steps = _steps(state, corrected)
    _moves(returned, steps=steps, written=written, by=by, cast=cast, sent_on=sent_on)
    for edition in range(1, 2 + corrected):
        _answers(returned, said if edition == 1 + corrected else _miscounted(said, rng), edition, written)
    if sheets.STAFFING in returned.sheets:
        _lines(returned, 1 + corrected, written)
    written.ends.append((returned, state, 1 + corrected, sent_on))


def _sent_on(returned: Return, rng: np.random.Generator, last: date) -> date:
    """Most come in time, some late, none after today."""
    late = rng.random() < LATE
    day = (
        working_days.add(returned.due_on, int(rng.integers(1, 12)))
        if late
        else returned.due_on - timedelta(days=int(rng.integers(0, 6)))
    )
    return min(day, last + timedelta(days=20))


def _steps(state: str, corrected: bool) -> list[str]:
    if state == return_states.DRAFT:
        return ["save"]
    steps = ["save", "submit"]
    if corrected:
        steps += ["approve", "correct", "submit"]
    return steps + {return_states.QUERIED: ["query"], return_states.APPROVED: ["approve"]}.get(state, [])


def _moves(returned: Return, *, steps: list[str], written: Written, by: Person, cast: Cast, sent_on: date) -> None:
    now, edition, when = return_states.ASKED, 1, datetime.combine(sent_on, datetime.min.time(), tzinfo=LONDON)
    for number, key in enumerate(steps):
        move = return_states.MOVES[key]
        edition += move.new_edition
        office = key in ("query", "approve")
        written.moves.append(
            ReturnMove(
                of=returned, key=key, from_state=now, to_state=move.to, edition=edition,
                by=cast.administrator if office else by, at=when + timedelta(hours=10 + 26 * number),
                reason={"query": QUERY, "correct": CORRECTION}.get(key, ""),
            )
        )  # fmt: skip
        now = move.to


def _miscounted(said: dict[Any, Any], rng: np.random.Generator) -> dict[Any, Any]:
    """What was sent before the correction: every count a little too high."""
    more = int(rng.integers(1, 4))
    return {key: value + more if isinstance(value, Decimal) and value > 3 else value for key, value in said.items()}


def _answers(returned: Return, said: dict[Any, Any], edition: int, written: Written) -> None:
    for (sheet, row, column), value in said.items():
        words = value if isinstance(value, str) else ""
        written.answers.append(
            ReturnAnswer(
                of=returned, edition=edition, sheet=sheet, row=row, column=column,
                number=None if words else value, words=words,
            )
        )  # fmt: skip


def _weeks(returned: Return) -> Any:
    return StaffingWeek.objects.filter(
        agency=returned.agency.name, week_commencing__range=(returned.starts_on, returned.ends_on)
    )


def _forget_staffing(returned: Return) -> None:
    if sheets.STAFFING in returned.sheets:
        _weeks(returned).delete()


def _lines(returned: Return, editions: int, written: Written) -> None:
    names = [name for name in returns.STAFFING_FIELDS if name != "note"]
    for line in _weeks(returned).values(*names):
        for edition in range(1, editions + 1):
            written.staffing.append(ReturnStaffing(of=returned, edition=edition, **line))


def _write(written: Written) -> None:
    """Answers first, then how the returns stand: what was submitted can be written no more."""
    ReturnAnswer.objects.bulk_create(written.answers, batch_size=2000)
    ReturnStaffing.objects.bulk_create(written.staffing, batch_size=2000)
    ReturnMove.objects.bulk_create(written.moves, batch_size=2000)
    sent_by = {(move.of_id, move.edition): move.by for move in written.moves if move.key == "submit"}
    for returned, state, edition, sent_on in written.ends:
        returned.state, returned.edition = state, edition
        if state in return_states.SENT:
            returned.speaks, returned.submitted_on = edition, sent_on
            returned.approved = edition if state == return_states.APPROVED else None
            returned.submitted_by = sent_by[returned.pk, edition]
    changed = [returned for returned, *_ in written.ends]
    names = ["state", "edition", "speaks", "approved", "submitted_on", "submitted_by"]
    Return.objects.bulk_update(changed, names, batch_size=500)


def _tell(area: Area, first: date, last: date, *, at: datetime) -> None:
    for definition in measures.known().values():
        if definition.returned:
            within = [each for each in periods.between(definition.period, first, last) if first <= each.end <= last]
            returned_figures.work_out_measure(definition, area=area, within=within, at=at)
