"""What follows an enquiry: early help, referrals, assessments, section 47 enquiries, conferences, protection plans.

Everything hangs together: a referral is an enquiry's decision, an assessment belongs to a referral, a plan to a
conference. What would happen after the last day has not happened yet.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oscb_portal.oakshire import children as young
from oscb_portal.oakshire.demand import Demand
from oscb_portal.oakshire.dice import dice, draw, draw_each
from partnership import working_days

# No new referral is recorded for a case that is still open: so many days after the last one.
OPEN_FOR_DAYS = 60
NO_FURTHER_ACTION = 0.07
ASSESSED = 0.93
ASSESSMENT_IN_TIME, CONFERENCE_IN_TIME = 0.86, 0.82
ASSESSMENT_DAYS, CONFERENCE_DAYS = 45, 15
CHILD_SEEN, NEEDS_SUPPORT = 0.97, 0.58
CONFERENCE_NOT_NEEDED, LED_TO_PLAN = 0.52, 0.87
# Median length of a plan and of an episode of need in days, and how widely they differ (of the logarithm).
PLAN_DAYS, PLAN_SPREAD = 270, 0.62
NEED_DAYS, NEED_SPREAD = 160, 0.9
VISITED_EVERY, SEEN_ALONE = 14, 0.82
EARLY_HELP_OF_DECISIONS = 0.75

CATEGORIES: dict[str, dict[str, float]] = {
    "": {"NEG": 0.67, "EMO": 0.22, "PHY": 0.04, "SAB": 0.02, "MUL": 0.05},
    "domestic_abuse": {"NEG": 0.48, "EMO": 0.42, "PHY": 0.06, "SAB": 0.01, "MUL": 0.03},
    "sexual_abuse": {"NEG": 0.46, "EMO": 0.10, "PHY": 0.04, "SAB": 0.34, "MUL": 0.06},
    "physical_abuse": {"NEG": 0.56, "EMO": 0.14, "PHY": 0.22, "SAB": 0.02, "MUL": 0.06},
}
NEEDS = {"N1": 0.62, "N2": 0.06, "N3": 0.04, "N4": 0.08, "N5": 0.12, "N6": 0.03, "N8": 0.03, "N9": 0.02}
CLOSURES = {"RC1": 0.01, "RC2": 0.003, "RC3": 0.02, "RC7": 0.64, "RC8": 0.25, "RC9": 0.077}
# Factors found by an assessment, by what the enquiry was about.
FACTORS = {
    "neglect": ["16A"],
    "physical_abuse": ["18B"],
    "emotional_abuse": ["17A"],
    "sexual_abuse": ["19B"],
    "domestic_abuse": ["3A"],
    "child_exploitation": ["15A"],
    "missing": ["13A"],
    "mental_health": ["4A"],
    "parental_substance_misuse": ["1B", "2B"],
    "other": ["20"],
}
MORE_FACTORS = {"3B": 0.35, "4B": 0.30, "1B": 0.12, "2B": 0.14, "16A": 0.22, "17A": 0.20, "6A": 0.08}

Frame = pd.DataFrame
Days = NDArray[Any]


@dataclass(frozen=True)
class Casework:
    """One table for each list of Annex A; `child` is the place of the child in the list of children."""

    contacts: Frame
    early_help: Frame
    referrals: Frame
    assessments: Frame
    section47: Frame
    need: Frame
    plans: Frame


def follow(demand: Demand, first: date, last: date) -> Casework:
    """All that follows the enquiries; kept is what began, or was still open, on the first day or later."""
    rng = dice("casework")
    rows = demand.enquiries.assign(decided_on=demand.enquiries["decision_at"].dt.normalize())
    referrals = _referred(rng, rows)
    assessments = _assessed(rng, referrals, last)
    section47 = _enquired(rng, rows, last)
    need = _in_need(rng, assessments, last)
    plans = _planned(rng, section47, last)
    tables = {
        "contacts": _told(rows),
        "early_help": _helped(rng, rows, last),
        "referrals": referrals,
        "assessments": assessments,
        "section47": section47,
        "need": need,
        "plans": plans,
    }
    ends = {"plans": "ended_on", "need": "closed_on", "assessments": "authorised_on"}
    return Casework(
        **{
            name: _described(_since(table, _EVENTS[name], ends.get(name), first), _EVENTS[name], demand.children)
            for name, table in tables.items()
        }
    )


_EVENTS = {
    "contacts": "received_on",
    "early_help": "started_on",
    "referrals": "referred_on",
    "assessments": "started_on",
    "section47": "started_on",
    "need": "started_on",
    "plans": "started_on",
}


def _told(rows: Frame) -> Frame:
    told = rows[["child", "source_code", "source_group", "day"]].rename(columns={"day": "received_on"})
    return told.drop_duplicates(["child", "received_on", "source_code"])


def _helped(rng: np.random.Generator, rows: Frame, last: date) -> Frame:
    """Early help assessments: most that the hub asked for, and as many again that agencies began by themselves."""
    asked = rows[rows["decision"].eq("early_help") & (rng.random(len(rows)) < EARLY_HELP_OF_DECISIONS)]
    own = rows.sample(len(asked), random_state=int(rng.integers(2**31)))
    started = pd.concat([asked["decided_on"] + pd.Timedelta(7, "D"), own["day"] + pd.Timedelta(30, "D")])
    helped = Frame({"child": pd.concat([asked["child"], own["child"]]), "started_on": started})
    helped = helped[helped["started_on"] <= pd.Timestamp(last)].drop_duplicates(["child", "started_on"])
    days = 14 + rng.gamma(3, 12, len(helped)).astype(int)
    return helped.assign(completed_on=_by(helped["started_on"] + pd.to_timedelta(days, "D"), last))


def _referred(rng: np.random.Generator, rows: Frame) -> Frame:
    found = rows[rows["decision"].isin(["referral", "strategy_discussion"])]
    found = found[["child", "decided_on", "source_code", "source_group", "concern_category"]]
    found = found.rename(columns={"decided_on": "referred_on"}).sort_values(["child", "referred_on"], kind="stable")
    gap = found.groupby("child")["referred_on"].diff().dt.days
    found = found[gap.isna() | (gap > OPEN_FOR_DAYS)].reset_index(drop=True)
    return found.assign(
        no_further_action=rng.random(len(found)) < NO_FURTHER_ACTION,
        earlier_referrals=_earlier(found, "referred_on", days=365),
    )


def _assessed(rng: np.random.Generator, referrals: Frame, last: date) -> Frame:
    found = referrals[~referrals["no_further_action"] & (rng.random(len(referrals)) < ASSESSED)].reset_index(drop=True)
    took = _lateness(rng, len(found), ASSESSMENT_DAYS, ASSESSMENT_IN_TIME, earliest=8)
    done = _working_days_later(found["referred_on"], took)
    found["started_on"] = found["referred_on"] + pd.to_timedelta(rng.integers(0, 3, len(found)), "D")
    found = found.assign(
        authorised_on=_by(pd.Series(done, found.index), last),
        child_seen=rng.random(len(found)) < CHILD_SEEN,
        needs_support=rng.random(len(found)) < NEEDS_SUPPORT,
        factors=_factors(rng, found["concern_category"]),
    )
    found = found[found["started_on"] <= pd.Timestamp(last)].reset_index(drop=True)
    known = found["authorised_on"].notna()
    found["child_seen"] = found["child_seen"].astype(object).where(known, None)
    found["needs_support"] = found["needs_support"].astype(object).where(known, None)
    return found


def _factors(rng: np.random.Generator, concerns: "pd.Series[Any]") -> list[list[str]]:
    more = {code: rng.random(len(concerns)) < chance for code, chance in MORE_FACTORS.items()}
    return [
        sorted({*FACTORS[concern], *(code for code, drawn in more.items() if drawn[place])})
        for place, concern in enumerate(concerns)
    ]


def _enquired(rng: np.random.Generator, rows: Frame, last: date) -> Frame:
    """Section 47 enquiries begin with the strategy discussion; some end with a conference."""
    found = rows[rows["strategy_at"].notna()]
    found = found.assign(started_on=found["strategy_at"].dt.normalize()).sort_values(["child", "started_on"])
    found = found[["child", "started_on", "concern_category"]]
    gap = found.groupby("child")["started_on"].diff().dt.days
    found = found[gap.isna() | (gap > OPEN_FOR_DAYS)].reset_index(drop=True)
    held = rng.random(len(found)) >= CONFERENCE_NOT_NEEDED
    took = _lateness(rng, len(found), CONFERENCE_DAYS, CONFERENCE_IN_TIME, earliest=6)
    conference = _by(pd.Series(_working_days_later(found["started_on"], took), found.index).where(held), last)
    led = pd.Series(rng.random(len(found)) < LED_TO_PLAN, found.index).astype(object).where(conference.notna(), None)
    # Whether there will be a conference is known once the enquiry had its days.
    known = found["started_on"] + pd.Timedelta(14, "D") <= pd.Timestamp(last)
    return found.assign(
        conference_on=conference,
        conference_not_needed=pd.Series(~held).astype(object).where(known | conference.notna(), None),
        led_to_plan=led,
        earlier_enquiries=_earlier(found, "started_on", days=365),
    )


def _in_need(rng: np.random.Generator, assessments: Frame, last: date) -> Frame:
    found = assessments[assessments["needs_support"].eq(True)]
    found = found[["child", "referred_on"]].rename(columns={"referred_on": "started_on"}).reset_index(drop=True)
    days = np.maximum(40, NEED_DAYS * np.exp(NEED_SPREAD * rng.standard_normal(len(found))))
    closed = _by(found["started_on"] + pd.to_timedelta(days.astype(int), "D"), last)
    until = closed.fillna(pd.Timestamp(last))
    seen = until - pd.to_timedelta(rng.gamma(1.6, VISITED_EVERY, len(found)).astype(int), "D")
    return found.assign(
        primary_need=draw(rng, NEEDS, len(found)),
        closed_on=closed,
        closure_reason=np.where(closed.notna(), draw(rng, CLOSURES, len(found)), ""),
        case_status=np.where(closed.notna(), "CLO", "CIN"),
        last_seen_on=seen.where(seen >= found["started_on"]),
    )


def _planned(rng: np.random.Generator, section47: Frame, last: date) -> Frame:
    found = section47[section47["led_to_plan"].eq(True)]
    found = found[["child", "conference_on", "concern_category"]].rename(columns={"conference_on": "started_on"})
    found = found.sort_values(["child", "started_on"]).reset_index(drop=True)
    size = len(found)
    days = np.maximum(75, PLAN_DAYS * np.exp(PLAN_SPREAD * rng.standard_normal(size))).astype(int)
    ended = found["started_on"] + pd.to_timedelta(days, "D")
    # A child has one plan at a time: the next conference belongs to the plan that is still open.
    open_until = ended.groupby(found["child"]).shift()
    found, ended = found[~(open_until >= found["started_on"])], ended[~(open_until >= found["started_on"])]
    size, ended = len(found), _by(ended, last)
    until = ended.fillna(pd.Timestamp(last))
    started = found["started_on"]
    visited = until - pd.to_timedelta(rng.gamma(1.5, VISITED_EVERY * 0.8, size).astype(int), "D")
    reviewed = until - pd.to_timedelta(rng.integers(0, 195, size), "D")
    initial = draw_each(rng, found["concern_category"].to_numpy(), CATEGORIES)
    return found.assign(
        initial_category=initial,
        latest_category=np.where(rng.random(size) < 0.08, draw(rng, CATEGORIES[""], size), initial),
        last_visit_on=visited.where(visited >= started),
        seen_alone=pd.Series(rng.random(size) < SEEN_ALONE, found.index).astype(object).where(visited >= started, None),
        last_review_on=reviewed.where(reviewed >= started + pd.Timedelta(60, "D")),
        ended_on=ended,
        emergency=rng.random(size) < 0.01,
        earlier_plans=found.groupby("child").cumcount() + (rng.random(size) < 0.18),
    ).reset_index(drop=True)


def _earlier(rows: Frame, day: str, *, days: int) -> "pd.Series[int]":
    """How many earlier rows the child had in the days before its latest one; the same on each row of the child."""
    latest = rows.groupby("child")[day].transform("max")
    within = (rows[day] < latest) & (rows[day] >= latest - pd.Timedelta(days, "D"))
    return within.groupby(rows["child"]).transform("sum").astype(int)


def _lateness(rng: np.random.Generator, size: int, limit: int, in_time: float, *, earliest: int) -> NDArray[np.int64]:
    """Working days taken: most near the limit, some beyond it."""
    early = earliest + np.floor((limit - earliest + 1) * rng.beta(3, 1.6, size))
    late = limit + 1 + np.floor(rng.exponential(limit * 0.35, size))
    return np.where(rng.random(size) < in_time, np.minimum(early, limit), late).astype(np.int64)


def _working_days_later(days: "pd.Series[Any]", took: NDArray[np.int64]) -> Days:
    return working_days.add_all(days.to_numpy().astype("datetime64[D]"), took).astype("datetime64[ns]")


def _by(days: "pd.Series[Any]", last: date) -> "pd.Series[Any]":
    """The days that have come by the last one."""
    return days.where(days <= pd.Timestamp(last))


def _since(table: Frame, event: str, end: str | None, first: date) -> Frame:
    """What began on the first day or later, or was open then."""
    since = table[event] >= pd.Timestamp(first)
    if end:
        since |= table[end].isna() | (table[end] >= pd.Timestamp(first))
    return table[since].reset_index(drop=True)


def _described(table: Frame, event: str, children: Frame) -> Frame:
    """With what is known of each child: age at the event, sex, ethnic group, disability."""
    child = children.take(table["child"].to_numpy()).reset_index(drop=True)
    disability = child["disability"].map({"yes": True, "no": False}).astype(object)
    return table.drop(columns=["concern_category"], errors="ignore").assign(
        age=young.ages(child["born"], table[event]),
        sex=child["sex"],
        ethnic_group=child["ethnic_group"],
        disability=disability.where(disability.notna(), None),
    )
