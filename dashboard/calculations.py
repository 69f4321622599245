"""From rows to marks: which row counts on which day, in the numerator, in the denominator, in which part. Pure.

A calculation takes the rows of one table as a data frame and gives marks, a frame of `on` (day), `numerator`,
`denominator` and `part`; `counted` adds marks up by period. Measures name their calculation in their definition.
Working days: the day after the start is day 1 (domain handbook 3.4).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard import seen_calculations as seen
from dashboard import waiting_calculations as waiting
from dashboard.marks import Asked, Calculation, Frame, at_moments, category_of, kept, local_day, marks, moments_of
from partnership.periods import Period


@dataclass(frozen=True)
class Counted:
    """One period, one part ("" is the whole): how many, out of how many, and whether history was too short."""

    period: Period
    part: str
    numerator: float
    denominator: float
    provisional: bool = False


def counted(found: Frame, periods: Sequence[Period], parts: Iterable[str] = ()) -> list[Counted]:
    """Marks added up for each period (one kind, in order) and each part; a period without marks counts nought.

    Marks of a part also count in the whole. A mark outside all periods, or of an unknown part, counts in no part.
    """
    if not periods:
        return []
    days = found["on"].to_numpy(dtype="datetime64[D]")
    starts = np.array([period.start for period in periods], dtype="datetime64[D]")
    ends = np.array([period.end for period in periods], dtype="datetime64[D]")
    place = np.searchsorted(starts, days, side="right") - 1
    inside = (place >= 0) & (days <= ends[place])
    placed = found[inside].assign(place=place[inside])
    sums = [*_added(placed, periods, "")]
    for part in parts:
        sums += _added(placed[placed["part"] == part], periods, part)
    return sums


def _added(placed: Frame, periods: Sequence[Period], part: str) -> Iterable[Counted]:
    sums = placed.groupby("place")[["numerator", "denominator", "provisional"]].sum()
    sums = sums.reindex(range(len(periods)), fill_value=0)
    rows = zip(periods, sums["numerator"], sums["denominator"], sums["provisional"], strict=True)
    for period, numerator, denominator, provisional in rows:
        yield Counted(period, part, float(numerator), float(denominator), bool(provisional))


# The hub --------------------------------------------------------------------


def enquiries_received(rows: Frame, asked: Asked) -> Frame:
    """Each row on the day it was received, in London."""
    return marks(local_day(rows["received_at"]), 1)


def enquiries_decided_as(rows: Frame, asked: Asked) -> Frame:
    """Decided rows on the day of the decision; those with one of the given decisions in the numerator."""
    decided = rows[rows["decision_at"].notna()]
    return marks(local_day(decided["decision_at"]), decided["decision"].isin(asked.arguments["decisions"]))


def enquiries_decided_in_time(rows: Frame, asked: Asked) -> Frame:
    """Decided and rated rows on the day of the decision; within the limit of the final rating, else of the first.

    `arguments` names a clock for each rating; hours are elapsed hours. The limit is that of the day of receipt.
    """
    rating = rows["final_rating"].where(rows["final_rating"] != "", rows["initial_rating"])
    known = rows["decision_at"].notna() & rating.isin(asked.arguments)
    decided, rating = rows[known], rating[known]
    in_time = pd.Series(False, index=decided.index)
    for name, key in asked.arguments.items():
        group = decided[rating == name]
        in_time[group.index] = kept(group["received_at"], group["decision_at"], asked.clocks[key])
    return marks(local_day(decided["decision_at"]), in_time, part=rating)


# Children's social care -----------------------------------------------------


def rows_started(rows: Frame, asked: Asked) -> Frame:
    """Each row on its day."""
    return marks(rows[asked.arguments["day"]], 1)


def re_referrals(rows: Frame, asked: Asked) -> Frame:
    """Each referral on its day; in the numerator when the child had an earlier one within so many months before.

    Department for Education: a re-referral is a referral within 12 months of an earlier one; every repeat counts
    again, and a referral on the same day one year before still counts. Where the rows do not reach back far enough,
    the count of earlier referrals that the file states for the child's latest one is used, and the mark is
    provisional.
    """
    months = int(asked.arguments["months"])
    ordered = rows.sort_values(["child_key", "referred_on"], kind="stable").reset_index(drop=True)
    day = ordered["referred_on"]
    distinct = ordered.assign(day=day).drop_duplicates(["child_key", "day"])
    previous = distinct.groupby("child_key")["day"].shift()
    ordered["previous"] = pd.Series(previous, index=distinct.index)
    ordered["previous"] = ordered.groupby(["child_key", "referred_on"])["previous"].transform("first")
    by_dates = ordered["previous"] >= day - pd.DateOffset(months=months)
    reached_back = _covered_since(day, asked.covered) <= day - pd.DateOffset(months=months)
    by_statement = ~reached_back & _stated_earlier(ordered, months)
    return marks(day, by_dates | by_statement, provisional=~reached_back)


def _covered_since(days: "pd.Series[pd.Timestamp]", covered: Sequence[tuple[date, date]]) -> Any:
    """For each day the begin of the stretch that covers it; no day for one that is not covered."""
    since = pd.Series(pd.NaT, index=days.index, dtype="datetime64[s]")
    for first, last in covered:
        since[(days >= pd.Timestamp(first)) & (days <= pd.Timestamp(last))] = pd.Timestamp(first)
    return since


def _stated_earlier(ordered: Frame, months: int) -> "pd.Series[bool]":
    """Rows of a child whose file states more earlier referrals (before the latest one) than the rows show.

    An earlier referral that is not among the rows lies before all of them, and within the months before the latest,
    so it lies within the months before each of them.
    """
    latest = ordered.groupby("child_key")["referred_on"].transform("max")
    recent = ordered["referred_on"] >= latest - pd.DateOffset(months=months)
    seen = (recent & (ordered["referred_on"] < latest)).groupby(ordered["child_key"]).transform("sum")
    stated = ordered["earlier_referrals"].fillna(0).groupby(ordered["child_key"]).transform("max")
    return recent & (stated > seen)


def within_working_days(rows: Frame, asked: Asked) -> Frame:
    """Rows that ended on the day they ended; in the numerator when the clock was kept.

    `begins` names the columns that may start the clock, the first that is filled counts.
    """
    begins = rows[asked.arguments["begins"][0]]
    for other in asked.arguments["begins"][1:]:
        begins = begins.fillna(rows[other])
    ended = rows[asked.arguments["ends"]]
    known = begins.notna() & ended.notna()
    in_time = kept(begins[known], ended[known], asked.clocks[asked.arguments["clock"]])
    return marks(ended[known], in_time)


def plans_open(rows: Frame, asked: Asked) -> Frame:
    """Plans open at the end of each moment's day, by latest category (else the first)."""
    return at_moments(rows, asked.moments, lambda open_rows: (1, category_of(open_rows)))


def plans_open_for(rows: Frame, asked: Asked) -> Frame:
    """Plans open at the end of each moment's day; those of one category in the numerator."""
    category = asked.arguments["category"]
    return at_moments(rows, asked.moments, lambda open_rows: (category_of(open_rows) == category, ""))


def plans_started_again(rows: Frame, asked: Asked) -> Frame:
    """Plans on the day they started, where it is known whether there was one before."""
    known = rows[rows["earlier_plans"].notna()]
    return marks(known["started_on"], known["earlier_plans"] > 0)


# Staffing -------------------------------------------------------------------


def share_of_posts(rows: Frame, asked: Asked) -> Frame:
    """At each moment: the named columns of posts, out of others, of the teams or roles asked for."""
    part, whole = list(asked.arguments["part"]), list(asked.arguments["whole"])
    return _posts(rows, asked, lambda chosen: (chosen[part].sum(axis=1), chosen[whole].sum(axis=1)))


def share_of_posts_by_role(rows: Frame, asked: Asked) -> Frame:
    """The same, of all roles that hold one of the words, each mark a part named by the word."""
    pieces = []
    for role in asked.arguments["roles"]:
        of_role = Asked({**asked.arguments, "roles": [role]}, asked.clocks, asked.moments, asked.covered)
        pieces.append(share_of_posts(rows, of_role).assign(part=role))
    return pd.concat(pieces, ignore_index=True)


def people_at_work(rows: Frame, asked: Asked) -> Frame:
    """At each moment: in post and agency less absent, never below nought for a row."""
    return _posts(
        rows,
        asked,
        lambda chosen: ((chosen["in_post_fte"] + chosen["agency_fte"] - chosen["absent_fte"]).clip(lower=0), 1),
    )


def _posts(rows: Frame, asked: Asked, look: Callable[[Frame], tuple[Any, Any]]) -> Frame:
    """The latest week of each moment's month, for the teams and roles that hold one of the words asked for."""
    chosen = rows
    for column, words in (("team", asked.arguments.get("teams")), ("role", asked.arguments.get("roles"))):
        if words:
            texts = chosen[column].str.casefold()
            chosen = chosen[np.array([any(word in text for word in words) for text in texts], dtype=bool)]
    pieces = [marks(rows["week_commencing"].iloc[:0], 0)]
    for moment in moments_of(asked):
        month = chosen[(chosen["week_commencing"] <= moment) & (chosen["week_commencing"] >= moment.replace(day=1))]
        week = month[month["week_commencing"] == month["week_commencing"].max()]
        numerator, denominator = look(week)
        pieces.append(marks(pd.Series(moment, index=week.index), numerator, denominator=denominator))
    return pd.concat(pieces, ignore_index=True)


CALCULATIONS: dict[str, Calculation] = {
    **waiting.CALCULATIONS,
    **seen.CALCULATIONS,
    "enquiries_received": Calculation(enquiries_received, "enquiry", "received_at"),
    "enquiries_decided_as": Calculation(enquiries_decided_as, "enquiry", "decision_at"),
    "enquiries_decided_in_time": Calculation(enquiries_decided_in_time, "enquiry", "decision_at"),
    "rows_started": Calculation(rows_started),
    "rows_per_child": Calculation(rows_started, per_child=True),
    "re_referrals": Calculation(re_referrals, "referral", "referred_on", needs_history=True),
    "within_working_days": Calculation(within_working_days),
    "plans_open": Calculation(plans_open, "protectionplan", "started_on", stock=True),
    "plans_open_for": Calculation(plans_open_for, "protectionplan", "started_on", stock=True),
    "plans_per_child": Calculation(plans_open, "protectionplan", "started_on", stock=True, per_child=True),
    "plans_started_again": Calculation(plans_started_again, "protectionplan", "started_on"),
    "share_of_posts": Calculation(share_of_posts, "staffing", "week_commencing", stock=True),
    "share_of_posts_by_role": Calculation(share_of_posts_by_role, "staffing", "week_commencing", stock=True),
    "people_at_work": Calculation(people_at_work, "staffing", "week_commencing", stock=True),
}
