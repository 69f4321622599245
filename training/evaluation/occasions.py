"""The occasions on which a course is evaluated, who answers on each, and when it is due. Pure.

Handbook 10: before (need and baseline), right after, and later together with the manager; the follow-ups are at three
and six months. Each is a form of the questionnaire, so that a question asked twice has the same words.
"""

from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta


class Occasion(StrEnum):
    """One occasion; the value is the key of its form in the questionnaire."""

    BEFORE = "before"
    AFTER = "after"
    MONTHS_3 = "months-3"
    MONTHS_6 = "months-6"
    MANAGER_3 = "manager-3"
    MANAGER_6 = "manager-6"


NAMES: dict[Occasion, str] = {
    Occasion.BEFORE: "Before",
    Occasion.AFTER: "Directly after",
    Occasion.MONTHS_3: "Three months later",
    Occasion.MONTHS_6: "Six months later",
    Occasion.MANAGER_3: "Line manager, three months later",
    Occasion.MANAGER_6: "Line manager, six months later",
}
BY_MANAGER = (Occasion.MANAGER_3, Occasion.MANAGER_6)
LATER = {Occasion.MONTHS_3: 3, Occasion.MANAGER_3: 3, Occasion.MONTHS_6: 6, Occasion.MANAGER_6: 6}
# The learner's occasion beside the manager's: the two are asked the same questions.
BESIDE = {Occasion.MANAGER_3: Occasion.MONTHS_3, Occasion.MANAGER_6: Occasion.MONTHS_6}
# The form that marks questions whose answers bear no reference.
ANONYMOUS = "anonymous"
# The one question the portal knows by its code: whether practice has changed; answered with yes or no.
CHANGED = "changed-practice"
YES, NO = "yes", "no"


def asked_from(occasion: Occasion, *, ended_on: date) -> date:
    """The day from which a follow-up is asked: so many months after the last day of the event."""
    return ended_on + relativedelta(months=LATER[occasion])


def window(occasion: Occasion, *, on: date, days: int) -> tuple[date, date]:
    """The first and last day on which an event ended whose follow-up is asked today, or was due in the last days.

    A job that did not run for a while still asks; what is older is let be, for nobody remembers.
    """
    last = on - relativedelta(months=LATER[occasion])
    return last - timedelta(days=days), last
