"""The numbers of the made-up returns: each sheet of each agency and month from a few shares, seasons and dice."""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from dashboard.models import Return
from oscb_portal.oakshire.dice import dice

Said = dict[tuple[str, str, str], Any]
Rng = np.random.Generator

WORDS = (
    "Two posts are empty and one colleague is on long leave. We cover with agency staff until January.",
    "Referrals came in waves after the half-term. The team caught up by the end of the month.",
    "Nothing unusual. The new duty rota has settled.",
    "Budget decisions are pending; vacancies are held open. A decision on two posts would help most.",
    "Sickness over the winter. Home visits were kept, group work was paused.",
    "The new case system costs every worker an hour a day. Training dates for leavers’ successors would help.",
)


def numbers(sheet: str, returned: Return, *, scale: float, ago: int) -> Said:
    """What an agency answers on a sheet, `ago` months before the end of the data; a bigger county has more of all."""
    rng = dice(f"{sheet} {returned.agency.name} {returned.starts_on}")
    size = math.sqrt(scale / 0.1)
    return {(sheet, row, column): value for (row, column), value in SHEETS.get(sheet, _nothing)(rng, size, ago).items()}


Cells = dict[tuple[str, str], Any]


def _nothing(rng: Rng, size: float, ago: int) -> Cells:
    return {}


def _some(rng: Rng, mean: float) -> Decimal:
    return Decimal(int(rng.poisson(max(mean, 0))))


def _of(rng: Rng, whole: Decimal, share: float) -> Decimal:
    return Decimal(int(rng.binomial(int(whole), min(max(share, 0), 1))))


def _single(**answers: Any) -> Cells:
    return {("", column): value for column, value in answers.items()}


def _pressure(rng: Rng, size: float, ago: int) -> Cells:
    mood = 2.1 + 0.5 * math.cos(2 * math.pi * ago / 12) + (0.6 if ago < 6 else 0)
    rating = int(np.clip(round(mood + rng.normal(0, 0.7)), 1, 4))
    return _single(rating=Decimal(rating), words=WORDS[int(rng.integers(len(WORDS)))])


def _caseload(rng: Rng, size: float, ago: int) -> Cells:
    holders = Decimal(str(round(22 * size * rng.uniform(0.9, 1.05), 1)))
    due = holders * 21
    return _single(
        cases=Decimal(int(holders * Decimal(str(round(16.5 + 1.5 * math.exp(-ago / 8) + rng.normal(0, 0.6), 2))))),
        case_holders=holders,
        days_lost=Decimal(str(round(float(due) * rng.uniform(0.03, 0.07), 1))),
        days_due=due,
    )


def _camhs(rng: Rng, size: float, ago: int) -> Cells:
    waiting = _some(rng, (420 - 6 * ago) * size)
    over_4 = _of(rng, waiting, 0.62 - 0.004 * ago)
    return _single(waiting=waiting, over_4_weeks=over_4, over_18_weeks=_of(rng, over_4, 0.38))


def _placements(rng: Rng, size: float, ago: int) -> Cells:
    in_care = _some(rng, 165 * size)
    return _single(in_care=in_care, far=_of(rng, in_care, 0.31), unregistered=_of(rng, in_care, 0.012))


def _police_incidents(rng: Rng, size: float, ago: int) -> Cells:
    incidents = _some(rng, 140 * size * (1 + 0.12 * math.cos(2 * math.pi * ago / 12)))
    return _single(incidents=incidents, repeat_addresses=_of(rng, incidents, 0.27))


def _visits(rng: Rng, size: float, ago: int) -> Cells:
    plans = _some(rng, 82 * size)
    no_date = _of(rng, plans, 0.03)
    able = plans - _of(rng, plans, 0.09)
    in_need = _some(rng, 260 * size)
    weeks_6 = _of(rng, in_need, 0.66 + 0.04 * min(ago, 6) / 6)
    weeks_12 = _of(rng, in_need - weeks_6, 0.62)
    weeks_18 = _of(rng, in_need - weeks_6 - weeks_12, 0.6)
    return _single(
        plans=plans, visited=_of(rng, plans - no_date, 0.87 if ago > 5 else 0.80), no_date=no_date, can_be_alone=able,
        alone=_of(rng, able, 0.72), in_need=in_need, weeks_6=weeks_6, weeks_12=weeks_12, weeks_18=weeks_18,
        weeks_more=in_need - weeks_6 - weeks_12 - weeks_18,
    )  # fmt: skip


def _attending(rng: Rng, size: float, ago: int) -> Cells:
    on_roll = _some(rng, 540 * size)
    return _single(on_roll=on_roll, attending=_of(rng, on_roll, 0.845))


# Profession: invitations of a month, share that came, share that sent a report.
PROFESSIONS = {
    "social_care": (95, 0.97, 0.96), "police": (82, 0.41, 0.78), "health": (120, 0.63, 0.71),
    "education": (88, 0.82, 0.74), "justice": (24, 0.55, 0.6), "other": (40, 0.48, 0.35),
}  # fmt: skip


def _conferences(rng: Rng, size: float, ago: int) -> Cells:
    found: Cells = {}
    for row, (mean, came, wrote) in PROFESSIONS.items():
        invited = _some(rng, mean * size)
        better = 0.1 * (12 - ago) / 12 if row == "police" and ago < 12 else 0
        found |= {
            (row, "invited"): invited,
            (row, "attended"): _of(rng, invited, came + better),
            (row, "report"): _of(rng, invited, wrote),
        }
    return found


def _fathers(rng: Rng, size: float, ago: int) -> Cells:
    found: Cells = {}
    shares = {"with_child": (46, 0.66, 0.22, 0.04), "elsewhere": (58, 0.27, 0.24, 0.30 - 0.08 * (24 - ago) / 24)}
    for row, (mean, attended, absent, not_invited) in shares.items():
        parts = rng.multinomial(
            int(_some(rng, mean * size)),
            [attended, absent, not_invited, *(np.array([0.6, 0.3, 0.1]) * (1 - attended - absent - not_invited))],
        )
        names = ("attended", "absent", "not_invited", "unsafe", "court", "deceased")
        found |= {(row, name): Decimal(int(part)) for name, part in zip(names, parts, strict=True)}
        found[row, "meetings"] = Decimal(int(parts.sum()))
    return found | {("unknown", "meetings"): _some(rng, 14 * size)}


def _child_voice(rng: Rng, size: float, ago: int) -> Cells:
    children = _some(rng, 48 * size)
    return _single(children=children, took_part=_of(rng, children, 0.58 + 0.006 * (24 - ago)))


def _screening(rng: Rng, size: float, ago: int) -> Cells:
    return {(row, "tools"): _some(rng, mean * size) for row, mean in (("low", 16), ("medium", 12), ("high", 9))}


def _exploitation(rng: Rng, size: float, ago: int) -> Cells:
    referrals, there = _some(rng, 34 * size), _some(rng, (74 - ago) * size)
    return _single(
        referrals=referrals, high_risk=_of(rng, referrals, 0.35), open=there, out_of_school=_of(rng, there, 0.42)
    )


def _missing(rng: Rng, size: float, ago: int) -> Cells:
    found: Cells = {}
    for row, mean in (("home", 54), ("care", 38)):
        episodes = _some(rng, mean * size * (1 + 0.25 * math.cos(2 * math.pi * (ago - 4) / 12)))
        children = _of(rng, episodes, 0.55)
        offered = _of(rng, episodes, 0.93)
        done = _of(rng, offered, 0.76)
        found |= {
            (row, "episodes"): episodes, (row, "children"): children,
            (row, "three_times"): _of(rng, children, 0.22), (row, "offered"): offered, (row, "done"): done,
            (row, "in_72_hours"): _of(rng, done, 0.71),
        }  # fmt: skip
    return found


def _nrm(rng: Rng, size: float, ago: int) -> Cells:
    means = {"criminal": 13, "sexual": 7, "labour": 2, "servitude": 1, "mixed": 3}
    return {(row, "referrals"): _some(rng, mean * size) for row, mean in means.items()}


def _nrm_decisions(rng: Rng, size: float, ago: int) -> Cells:
    found: Cells = {}
    for row, mean, share in (("reasonable", 24, 0.83), ("conclusive", 15, 0.9)):
        decided = _some(rng, mean * size)
        found |= {(row, "decided"): decided, (row, "positive"): _of(rng, decided, share)}
    return found


def _early_help(rng: Rng, size: float, ago: int) -> Cells:
    completed = _some(rng, 110 * size)
    neglect = _of(rng, completed, 0.21 + 0.004 * (24 - ago))
    return _single(completed=completed, neglect=neglect, tool=_of(rng, neglect, 0.28 + 0.012 * (24 - ago)))


def _health_reviews(rng: Rng, size: float, ago: int) -> Cells:
    due = _some(rng, 1900 * size)
    return _single(due=due, done=_of(rng, due, 0.83))


def _exclusions(rng: Rng, size: float, ago: int) -> Cells:
    headcount = _some(rng, 9200 * size)
    suspensions = _some(rng, float(headcount) * 0.034)
    suspended, excluded = _of(rng, suspensions, 0.52), _some(rng, float(headcount) * 0.0012)
    return _single(
        headcount=headcount, suspensions=suspensions, suspended=suspended, excluded=excluded,
        known=_of(rng, suspended + excluded, 0.31),
    )  # fmt: skip


def _absence(rng: Rng, size: float, ago: int) -> Cells:
    pupils, csw = _some(rng, 9100 * size), _some(rng, 430 * size)
    persistent = _of(rng, pupils, 0.192)
    sessions = csw * 118
    return _single(
        pupils=pupils, persistent=persistent, severe=_of(rng, persistent, 0.12), csw_sessions=sessions,
        csw_missed=_of(rng, sessions, 0.163), csw_pupils=csw, csw_severe=_of(rng, csw, 0.068),
    )  # fmt: skip


def _not_in_school(rng: Rng, size: float, ago: int) -> Cells:
    aged, roll = _some(rng, 10_100 * size), _some(rng, 9200 * size)
    part_time, alternative, placed = _some(rng, 96 * size), _some(rng, 61 * size), _some(rng, 29 * size)
    return _single(
        aged_5_16=aged, at_home=_of(rng, aged, 0.0125 + 0.0001 * (24 - ago)), missing_education=_of(rng, aged, 0.0031),
        on_roll=roll, part_time=part_time, part_time_long=_of(rng, part_time, 0.44), alternative=alternative,
        unregistered=_of(rng, alternative, 0.14), placed=placed, days_out=_some(rng, float(placed) * 17),
    )  # fmt: skip


def _peer_harm(rng: Rng, size: float, ago: int) -> Cells:
    return _single(reports=_some(rng, 7))


SHEETS: dict[str, Callable[[Rng, float, int], Cells]] = {
    "pressure": _pressure, "caseload": _caseload, "camhs": _camhs, "placements": _placements,
    "police_incidents": _police_incidents, "visits": _visits, "attending": _attending, "conferences": _conferences,
    "fathers": _fathers, "child_voice": _child_voice, "screening": _screening, "exploitation": _exploitation,
    "missing": _missing, "nrm": _nrm, "nrm_decisions": _nrm_decisions, "early_help": _early_help,
    "health_reviews": _health_reviews, "exclusions": _exclusions, "absence": _absence,
    "not_in_school": _not_in_school, "peer_harm": _peer_harm,
}  # fmt: skip
