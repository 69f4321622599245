"""What comes to the hub: five years of enquiries, child by child, with the times of their stages."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oscb_portal.oakshire import children as young
from oscb_portal.oakshire import seasons
from oscb_portal.oakshire.dice import dice, draw, draw_each
from partnership import working_days

ENQUIRIES_A_YEAR = 20_000
# Of a household's children, how likely each but one is part of an enquiry; enquiries for which no child is left.
PART_OF_ENQUIRY = 0.7
SPREAD = 40.0

# Census codes of who tells the hub: school, police, health, family, ...
SOURCES = {
    "6": 0.27, "2A": 0.22, "2B": 0.03, "3A": 0.05, "3B": 0.04, "3C": 0.01, "3D": 0.03, "3E": 0.05, "3F": 0.03,
    "5A": 0.04, "5B": 0.05, "5C": 0.03, "1A": 0.03, "1B": 0.02, "1C": 0.02, "1D": 0.01, "4": 0.02, "7": 0.02,
    "8": 0.02, "9": 0.02, "10": 0.01,
}  # fmt: skip
GROUPS = {
    "1": "individual", "2A": "schools", "2B": "education", "3": "health", "4": "housing", "5": "la_services",
    "6": "police", "7": "other_legal", "8": "other", "9": "anonymous", "10": "unknown",
}  # fmt: skip
CHANNELS: dict[str, dict[str, float]] = {
    "": {"online_form": 0.58, "phone": 0.27, "email": 0.12, "in_person": 0.02, "other": 0.01},
    "6": {"police_notification": 0.92, "phone": 0.06, "email": 0.02},
}
CONCERNS: dict[str, dict[str, float]] = {
    "": {
        "neglect": 0.24, "physical_abuse": 0.13, "emotional_abuse": 0.14, "sexual_abuse": 0.06, "domestic_abuse": 0.11,
        "child_exploitation": 0.06, "missing": 0.02, "mental_health": 0.12, "parental_substance_misuse": 0.07,
        "other": 0.05,
    },
    "6": {
        "neglect": 0.08, "physical_abuse": 0.07, "emotional_abuse": 0.04, "sexual_abuse": 0.05, "domestic_abuse": 0.48,
        "child_exploitation": 0.09, "missing": 0.08, "mental_health": 0.04, "parental_substance_misuse": 0.05,
        "other": 0.02,
    },
}  # fmt: skip
RATINGS: dict[str, dict[str, float]] = {
    "": {"red": 0.05, "amber": 0.30, "green": 0.65},
    "physical_abuse": {"red": 0.20, "amber": 0.42, "green": 0.38},
    "sexual_abuse": {"red": 0.24, "amber": 0.48, "green": 0.28},
    "domestic_abuse": {"red": 0.06, "amber": 0.40, "green": 0.54},
}
CHANGED_RATINGS: dict[str, dict[str, float]] = {
    "": {"green": 1.0},
    "red": {"red": 0.93, "amber": 0.07},
    "amber": {"amber": 0.91, "red": 0.04, "green": 0.05},
    "green": {"green": 0.95, "amber": 0.05},
}
DECISIONS: dict[str, dict[str, float]] = {
    "": {"information_and_advice": 0.42, "nfa": 0.20, "early_help": 0.15, "existing_case": 0.13, "referral": 0.08,
         "strategy_discussion": 0.002, "other_authority": 0.018},
    "amber": {"information_and_advice": 0.20, "nfa": 0.06, "early_help": 0.11, "existing_case": 0.15, "referral": 0.41,
              "strategy_discussion": 0.05, "other_authority": 0.02},
    "red": {"information_and_advice": 0.02, "nfa": 0.01, "early_help": 0.01, "existing_case": 0.13, "referral": 0.34,
            "strategy_discussion": 0.47, "other_authority": 0.02},
}  # fmt: skip
# Where households live: the districts of the county; of a few the hub does not write it down.
LOCALITIES = {
    "elderwick": 0.31, "thornmere": 0.22, "quillham": 0.17, "brackenhythe": 0.15, "westmarl": 0.12, "": 0.03,
}  # fmt: skip
IN_TIME = {"red": 0.88, "amber": 0.84, "green": 0.90}
LOST_IN_HARD_SPRING = 0.22
LIMITS = {"amber": 1, "green": 3}
# How likely the hub asks an agency, and how many hours an answer takes as a rule.
CHECKS = {
    "police": (0.85, 5),
    "health": (0.80, 20),
    "education": (0.65, 9),
    "probation": (0.15, 26),
    "housing": (0.25, 30),
}
NO_ANSWER = 0.05
# Enquiries by the hour of the day, for offices and for the police.
OFFICE_HOURS = np.array(
    [1, 0, 0, 0, 0, 1, 2, 6, 16, 34, 42, 40, 34, 34, 40, 46, 40, 24, 10, 8, 6, 5, 4, 2], dtype=float
)
ROUND_THE_CLOCK = np.array(
    [14, 0, 0, 9, 8, 8, 9, 12, 16, 20, 22, 22, 22, 22, 24, 24, 24, 24, 26, 26, 26, 24, 22, 18], dtype=float
)

Frame = pd.DataFrame
MINUTE = np.timedelta64(1, "m")


@dataclass(frozen=True)
class Demand:
    """Enquiries (one row a child) and the checks asked of agencies (`enquiry` is the place of the enquiry's row)."""

    enquiries: Frame
    checks: Frame
    children: Frame


def come_in(scale: float, first: date, last: date) -> Demand:
    """All enquiries from the first to the last day; what would happen after the last day has not happened yet."""
    households, children = young.settle(scale, first, last)
    rng = dice("demand")
    contacts = _contacts(rng, scale, first, last, households)
    enquiries = _child_by_child(rng, contacts, households, children)
    enquiries["locality"] = _where_they_live(households)[enquiries["household"].to_numpy()]
    enquiries = _judged(rng, enquiries)
    enquiries = _timed(rng, enquiries, last)
    checks = _checked(rng, enquiries, last)
    return Demand(_known_by(enquiries, last), checks, children)


def _contacts(rng: np.random.Generator, scale: float, first: date, last: date, households: young.Households) -> Frame:
    """One row for each enquiry about a household: day and source."""
    days = pd.date_range(first, last, freq="D")
    # Some children have grown up, some enquiries are about one child of several.
    children_each = float((households.heard_of * (1 + (households.size - 1) * PART_OF_ENQUIRY)).sum())
    children_each *= 1.0 * 18 / (18 + len(days) / 365.25) / households.heard_of.sum()
    mood = rng.gamma(SPREAD, 1 / SPREAD, len(days))
    parts = []
    for source, share in SOURCES.items():
        expected = ENQUIRIES_A_YEAR * scale / 365.25 * share / children_each
        counts = rng.poisson(expected * seasons.weights(days, last, source) * mood)
        parts.append(Frame({"day": np.repeat(days.values, counts), "source_code": source}))
    contacts = pd.concat(parts).sort_values("day", kind="stable").reset_index(drop=True)
    chances = np.cumsum(households.heard_of) / households.heard_of.sum()
    return contacts.assign(household=np.searchsorted(chances, rng.random(len(contacts))).clip(max=len(chances) - 1))


def _child_by_child(rng: np.random.Generator, contacts: Frame, households: young.Households, children: Frame) -> Frame:
    """One row for each child in each enquiry."""
    household = contacts["household"].to_numpy()
    size = households.size[household]
    rows = contacts.loc[contacts.index.repeat(size)].assign(contact=lambda frame: frame.index).reset_index(drop=True)
    place = np.arange(len(rows)) - np.repeat(np.cumsum(size) - size, size)
    rows["child"] = np.repeat(households.first_child[household], size) + place
    about = (place == np.repeat(rng.integers(0, size), size)) | (rng.random(len(rows)) < PART_OF_ENQUIRY)
    born = children["born"].take(rows["child"].to_numpy()).reset_index(drop=True)
    return rows[about & young.is_child(born, rows["day"])].reset_index(drop=True)


def _where_they_live(households: young.Households) -> NDArray[Any]:
    """The locality of each household."""
    return draw(dice("localities"), LOCALITIES, len(households.size))


def _judged(rng: np.random.Generator, rows: Frame) -> Frame:
    """Concern, channel and ratings are the same for all children of an enquiry; the decision may differ."""
    firsts = rows.drop_duplicates("contact")
    source = firsts["source_code"].to_numpy()
    concern = draw_each(rng, source, CONCERNS)
    initial = draw_each(rng, concern, RATINGS)
    of_contact = Frame(
        {
            "contact": firsts["contact"].to_numpy(),
            "channel": draw_each(rng, source, CHANNELS),
            "concern_category": concern,
            "initial_rating": initial,
            "final_rating": draw_each(rng, initial, CHANGED_RATINGS),
            "luck": rng.random(len(firsts)),
            "pace": rng.random(len(firsts)),
        }
    )
    rows = rows.merge(of_contact, on="contact", how="left")
    rows["decision"] = draw_each(rng, rows["final_rating"].to_numpy(), DECISIONS)
    same = rng.random(len(rows)) < 0.8
    rows["decision"] = np.where(same, rows.groupby("contact")["decision"].transform("first"), rows["decision"])
    rows["source_group"] = rows["source_code"].map(lambda code: GROUPS.get(code) or GROUPS[code[0]])
    rows["urgent"] = rows["initial_rating"].eq("red")
    return rows


def _timed(rng: np.random.Generator, rows: Frame, last: date) -> Frame:
    """When each enquiry was received, screened, decided; the luck of an enquiry is shared by its children."""
    firsts = rows.drop_duplicates("contact").set_index("contact")
    police = firsts["source_code"].eq("6").to_numpy()
    hours = np.where(police, _hours(rng, ROUND_THE_CLOCK, len(firsts)), _hours(rng, OFFICE_HOURS, len(firsts)))
    minute = hours * 60 + rng.integers(0, 60, len(firsts))
    received = firsts["day"].to_numpy().astype("datetime64[m]") + minute.astype("timedelta64[m]")
    decided = _decided(firsts, received, last)
    screened = received + ((decided - received) * rng.uniform(0.05, 0.45, len(firsts))).astype("timedelta64[m]")
    later = (rng.gamma(1.5, 300, (3, len(firsts))) + 5).astype("timedelta64[m]")
    times = Frame(
        {
            "received_at": received,
            "screening_at": screened,
            "decision_at": decided,
            "strategy_at": decided + np.minimum(later[0], np.timedelta64(24 * 60, "m")),
            "outcome_at": decided + np.timedelta64(24 * 60, "m") + later[1] * 8,
        },
        index=firsts.index,
    ).apply(in_london)
    rows = rows.merge(times, left_on="contact", right_index=True, how="left")
    rows["strategy_at"] = rows["strategy_at"].where(rows["decision"].eq("strategy_discussion"))
    return rows.sort_values("received_at", kind="stable").reset_index(drop=True)


def _hours(rng: np.random.Generator, weights: NDArray[np.float64], size: int) -> NDArray[np.int64]:
    return rng.choice(24, size=size, p=weights / weights.sum())


def _decided(firsts: Frame, received: NDArray[Any], last: date) -> NDArray[Any]:
    """The moment of decision: in hours for Red, in working days for the others, now and then too late."""
    rating, luck, pace = (firsts[name].to_numpy() for name in ("final_rating", "luck", "pace"))
    chance = np.array([IN_TIME[each] for each in rating])
    chance = chance - np.where(seasons.hard_spring(pd.DatetimeIndex(firsts["day"]), last), LOST_IN_HARD_SPRING, 0)
    in_time = luck < chance
    minutes = np.where(in_time, 20 + 210 * pace**1.4, 250 + 900 * -np.log1p(-pace * 0.98))
    red = received + minutes.astype("timedelta64[m]")
    limit = np.array([LIMITS.get(each, 1) for each in rating])
    days = np.where(in_time, np.floor(pace * (limit + 1)), limit + 1 + np.floor(-np.log1p(-pace * 0.98) * 1.6))
    closed = working_days.bank_holidays(last.year - 9, last.year + 1)
    day = np.busday_offset(received.astype("datetime64[D]"), days.astype(int), roll="backward", holidays=closed)
    # Decided between 9 and 17 o'clock; on the day itself only after it came in, hence at the next hour at least.
    office = day.astype("datetime64[m]") + (9 * 60 + 480 * ((pace * 7919) % 1)).astype("timedelta64[m]")
    calm = np.maximum(office, received + (25 + 60 * luck).astype("timedelta64[m]"))
    return np.where(rating == "red", red, calm)


def _checked(rng: np.random.Generator, rows: Frame, last: date) -> Frame:
    """What was asked of each agency, for enquiries that were not plainly advice."""
    asked_at_all = rows["final_rating"].ne("green") | (rng.random(len(rows)) < 0.3)
    parts = []
    for agency, (chance, hours) in CHECKS.items():
        asked = np.flatnonzero(asked_at_all & (rng.random(len(rows)) < chance))
        requested = rows["screening_at"].to_numpy()[asked]
        took = (rng.gamma(1.2, hours * 50, len(asked)) + 4).astype("timedelta64[m]")
        returned = np.where(rng.random(len(asked)) < NO_ANSWER, np.datetime64("NaT"), requested + took)
        parts.append(
            Frame({"enquiry": asked, "agency_kind": agency, "requested_at": requested, "returned_at": returned})
        )
    checks = pd.concat(parts, ignore_index=True)
    end = _end(last)
    checks = checks[checks["requested_at"] <= end]
    return checks.assign(returned_at=checks["returned_at"].where(checks["returned_at"] <= end)).reset_index(drop=True)


def _known_by(rows: Frame, last: date) -> Frame:
    """Nothing of what happens after the last day is known."""
    end = _end(last)
    for name in ("screening_at", "decision_at", "strategy_at", "outcome_at"):
        rows[name] = rows[name].where(rows[name] <= end)
    rows["decision"] = rows["decision"].where(rows["decision_at"].notna(), "")
    rows["final_rating"] = rows["final_rating"].where(rows["decision_at"].notna(), "")
    return rows


def _end(last: date) -> np.datetime64:
    return np.datetime64(last) + np.timedelta64(1, "D")


def in_london(times: "pd.Series[Any]") -> "pd.Series[Any]":
    """Wall-clock times of London as moments (UTC, written without zone)."""
    wall = times.dt.tz_localize("Europe/London", ambiguous=np.ones(len(times), dtype=bool), nonexistent="shift_forward")
    return wall.dt.tz_convert("UTC").dt.tz_localize(None)
