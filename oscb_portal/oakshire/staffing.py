"""Who was there to do the work: weekly staffing returns of the hub and of the teams around it."""

from datetime import date

import numpy as np
import pandas as pd

from dashboard.models import Area, StaffingWeek
from oscb_portal.oakshire import seasons
from oscb_portal.oakshire.dice import dice

# agency, team, role: posts at scale 1, share of them empty as a rule, share of empty posts that agency staff fill
TEAMS: tuple[tuple[str, str, str, float, float, float], ...] = (
    ("Oakshire County Council", "mash", "social worker", 14, 0.10, 0.6),
    ("Oakshire County Council", "mash", "team manager", 3, 0.05, 0.3),
    ("Oakshire County Council", "assessment", "social worker", 60, 0.16, 0.7),
    ("Oakshire County Council", "protection and support", "social worker", 85, 0.18, 0.7),
    ("Oakshire County Council", "early help", "family support worker", 70, 0.09, 0.1),
    ("Oakvale Police", "mash", "detective", 8, 0.12, 0.0),
    ("Oakvale Police", "mash", "researcher", 5, 0.10, 0.2),
    ("Oakvale Police", "child abuse team", "detective", 28, 0.15, 0.0),
    ("Oakshire Health", "mash", "specialist nurse", 4, 0.12, 0.2),
    ("Oakshire Health", "health visiting", "health visitor", 110, 0.17, 0.1),
    ("Oakshire Health", "school nursing", "school nurse", 40, 0.14, 0.1),
    ("Oakshire Hospitals", "maternity", "midwife", 150, 0.11, 0.3),
    ("Oakshire Probation", "mash", "probation officer", 1.5, 0.10, 0.0),
    ("Oakshire Youth Justice", "youth justice", "youth justice worker", 22, 0.10, 0.2),
)
MORE_EMPTY_IN_HARD_SPRING = 0.20
ABSENT, WEEKLY_HOURS = 0.055, 37
HUB_SHRINKS = 0.85


def weeks(scale: float, first: date, last: date) -> pd.DataFrame:
    """One row for each team, role and week that begins on a Monday within the days."""
    rng = dice("staffing")
    mondays = pd.date_range(first, last, freq="W-MON")
    hard = seasons.hard_spring(mondays, last)
    winter = 1 + 0.35 * np.cos(2 * np.pi * mondays.day_of_year.to_numpy() / 365.25)
    parts = []
    for agency, team, role, posts, empty, covered in TEAMS:
        # In a small county teams are smaller, the hub nearly in step with its work; nobody has less than one person.
        established = max(1.0, round(posts * scale ** (HUB_SHRINKS if team == "mash" else 0.5), 1))
        drift = np.cumsum(rng.normal(0, 0.008, len(mondays)))
        share = np.clip(empty + drift - drift.mean() + hard * (team == "mash") * MORE_EMPTY_IN_HARD_SPRING, 0, 0.6)
        vacancies = np.round(established * share * 5) / 5
        in_post = established - vacancies
        agency_fte = np.round(vacancies * covered * rng.uniform(0.8, 1.0, len(mondays)), 1)
        absent = np.round(np.minimum(in_post, in_post * ABSENT * winter * rng.uniform(0.4, 1.8, len(mondays))), 1)
        parts.append(
            pd.DataFrame(
                {
                    "agency": agency,
                    "team": team,
                    "role": role,
                    "week_commencing": mondays.date,
                    "established_fte": established,
                    "in_post_fte": in_post,
                    "agency_fte": agency_fte,
                    "absent_fte": absent,
                    "vacancies_fte": vacancies,
                    "available_hours": np.round((in_post + agency_fte - absent) * WEEKLY_HOURS, 1),
                }
            )
        )
    return pd.concat(parts, ignore_index=True).round(2)


def keep(rows: pd.DataFrame, *, area: Area) -> None:
    """Write the weeks (bulk writer)."""
    StaffingWeek.objects.bulk_create(
        [StaffingWeek(area=area, **row) for row in rows.to_dict("records")], batch_size=2000
    )
