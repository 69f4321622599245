"""More ways from rows to marks: what waits at the hub, what became of it, and what followed. Pure."""

import numpy as np
import pandas as pd

from dashboard import localities
from dashboard.marks import Asked, Calculation, Frame, kept, local_day, marks
from partnership import working_days

# Parts of the measure by the bands of the age that rows keep.
AGES = {
    "unborn": "under_1", "0": "under_1", "1-4": "from_1_to_4", "5-9": "from_5_to_9", "10-15": "from_10_to_15",
    "16-17": "from_16", "18+": "from_16",
}  # fmt: skip


def enquiries_by_source(rows: Frame, asked: Asked) -> Frame:
    """Each row on the day it was received, in the part of who told it."""
    return marks(local_day(rows["received_at"]), 1, part=rows["source_group"].replace("", "unknown"))


def enquiries_by_locality(rows: Frame, asked: Asked) -> Frame:
    """Each row on the day it was received, in the part of its locality."""
    return marks(local_day(rows["received_at"]), 1, part=rows["locality"].replace("", localities.UNKNOWN))


def enquiries_by_decision(rows: Frame, asked: Asked) -> Frame:
    """Decided rows on the day of the decision, in the part of what was decided."""
    decided = rows[rows["decision_at"].notna()]
    return marks(local_day(decided["decision_at"]), 1, part=decided["decision"])


def referrals_by_age(rows: Frame, asked: Asked) -> Frame:
    """Each referral on its day, in the part of the child's age."""
    return marks(rows["referred_on"], 1, part=rows["age_band"].map(AGES).fillna("unknown"))


def working_days_to_decision(rows: Frame, asked: Asked) -> Frame:
    """Decided rows on the day of the decision, each with its working days since receipt; the day after is day 1."""
    decided = rows[rows["decision_at"].notna()]
    first, last = (
        local_day(decided[column]).to_numpy(dtype="datetime64[D]") for column in ("received_at", "decision_at")
    )
    return marks(local_day(decided["decision_at"]), pd.Series(working_days.between_all(first, last), decided.index))


def enquiries_open_late(rows: Frame, asked: Asked) -> Frame:
    """At each moment the rated rows that are open; those older than the limit of their rating in the numerator.

    `arguments` names a clock for each rating. A row with a decision of unknown time is not open.
    """
    rating = rows["final_rating"].where(rows["final_rating"] != "", rows["initial_rating"])
    known = rating.isin(asked.arguments) & ~((rows["decision"] != "") & rows["decision_at"].isna())
    rows, rating = rows[known], rating[known]
    pieces = [marks(local_day(rows["received_at"].iloc[:0]), 0)]
    for moment in asked.moments:
        midnight = pd.Timestamp(moment).tz_localize("Europe/London") + pd.DateOffset(days=1)
        there = rows[(rows["received_at"] < midnight) & ~(rows["decision_at"] < midnight)]
        late = pd.Series(False, index=there.index)
        for name, key in asked.arguments.items():
            group = there[rating[there.index] == name]
            now = pd.Series(midnight.tz_convert("UTC") - pd.Timedelta(seconds=1), index=group.index)
            late[group.index] = ~kept(group["received_at"], now, asked.clocks[key])
        pieces.append(marks(pd.Series(pd.Timestamp(moment), index=there.index), late))
    return pd.concat(pieces, ignore_index=True)


def rows_that_are(rows: Frame, asked: Asked) -> Frame:
    """Rows on their day where it is known what they are; those that are as asked (true, or a value) counted."""
    column, day = asked.arguments["column"], asked.arguments["day"]
    known = rows[rows[day].notna() & rows[column].notna() & (rows[column] != "")]
    return marks(known[day], known[column] == asked.arguments.get("value", True))


def plans_lasted(rows: Frame, asked: Asked) -> Frame:
    """Ended plans on the day they ended; those that lasted so many months or longer in the numerator."""
    ended = rows[rows["ended_on"].notna()]
    long_ago = ended["ended_on"] - pd.DateOffset(months=int(asked.arguments["months"]))
    return marks(ended["ended_on"], ended["started_on"] <= long_ago)


def followed_by_referral(rows: Frame, asked: Asked) -> Frame:
    """Rows on the day they started; in the numerator when a referral of the child followed within so many months.

    Provisional until what was sent in reaches that far beyond the day.
    """
    until = rows["started_on"] + pd.DateOffset(months=int(asked.arguments["months"]))
    last = max((last for _, last in asked.covered), default=None)
    too_soon = until > pd.Timestamp(last) if last else np.True_
    return marks(rows["started_on"], rows["next_referral_on"] <= until, provisional=too_soon)


CALCULATIONS: dict[str, Calculation] = {
    "enquiries_by_source": Calculation(enquiries_by_source, "enquiry", "received_at"),
    "enquiries_by_locality": Calculation(enquiries_by_locality, "enquiry", "received_at"),
    "enquiries_by_decision": Calculation(enquiries_by_decision, "enquiry", "decision_at"),
    "referrals_by_age": Calculation(referrals_by_age, "referral", "referred_on"),
    "working_days_to_decision": Calculation(working_days_to_decision, "enquiry", "decision_at"),
    "enquiries_open_late": Calculation(enquiries_open_late, "open_enquiry", "received_at", stock=True),
    "rows_that_are": Calculation(rows_that_are),
    "plans_lasted": Calculation(plans_lasted, "protectionplan", "ended_on"),
    "followed_by_referral": Calculation(followed_by_referral, "earlyhelp", "started_on"),
}
