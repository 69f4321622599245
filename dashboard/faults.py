"""The kinds of fault a file can have, each with a sentence and what to do about it.

Pure. A fault tells the place and the kind of value that stood there, never the value itself.
"""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """One kind of fault; the words are in WORDS."""

    AGENCY_CHECK_WITHOUT_REQUEST = "agency_check_without_request"
    BLANK = "blank"
    CONFLICTING_ROW = "conflicting_row"
    CONTRADICTION = "contradiction"
    CUT_OFF = "cut_off"
    DATE_FAR_AWAY = "date_far_away"
    DATES_OUT_OF_ORDER = "dates_out_of_order"
    DECISION_WITHOUT_TIME = "decision_without_time"
    DUPLICATE_ROW = "duplicate_row"
    EMPTY_FILE = "empty_file"
    EXTRA_COLUMN = "extra_column"
    HOUR_OCCURS_TWICE = "hour_occurs_twice"
    HOUR_SKIPPED = "hour_skipped"
    IN_FUTURE = "in_future"
    MISSING_COLUMN = "missing_column"
    MISSING_LIST = "missing_list"
    NOT_A_COUNT = "not_a_count"
    NOT_A_DATE = "not_a_date"
    NOT_A_MOMENT = "not_a_moment"
    NOT_A_NUMBER = "not_a_number"
    REFERENCE_TOO_LONG = "reference_too_long"
    ROW_TOO_LONG = "row_too_long"
    TIMES_BACKWARDS = "times_backwards"
    TIME_WITHOUT_DECISION = "time_without_decision"
    UNKNOWN_VALUE = "unknown_value"


@dataclass(frozen=True)
class Words:
    """A fault in words: the heading of its kind, the sentence, and the remedy."""

    heading: str
    sentence: str
    remedy: str


WORDS: dict[Fault, Words] = {
    Fault.AGENCY_CHECK_WITHOUT_REQUEST: Words(
        "Answer without request",
        "An agency's answer has a time, but the request to it has none.",
        "Give the time of the request, or leave both blank.",
    ),
    Fault.BLANK: Words(
        "Blank cell",
        "The cell is blank, and this column may not be.",
        "Fill it in the case system and send the file again.",
    ),
    Fault.CONFLICTING_ROW: Words(
        "Two rows disagree",
        "An earlier row of this file speaks of the same event and says something else; the earlier one was kept.",
        "Remove the row that is wrong.",
    ),
    Fault.CONTRADICTION: Words(
        "Contradiction",
        "The cell contradicts another cell of the same row.",
        "Correct whichever of the two is wrong.",
    ),
    Fault.CUT_OFF: Words(
        "File cut off",
        "The last line breaks off in its middle, so it was left out; more lines may be missing after it.",
        "Check that the export and the upload had finished, and send the whole file as a correction of this load.",
    ),
    Fault.DATE_FAR_AWAY: Words(
        "Date far from all others",
        "The date lies more than a year before all later ones of the file. The row is kept, but no figure is made of "
        "so early a time.",
        "Correct the year if it is mistyped. If it is right, send the rows of that time too: in a file of their own.",
    ),
    Fault.DATES_OUT_OF_ORDER: Words(
        "Dates out of order",
        "The date lies before the date on which the same work began; it was left out.",
        "Correct whichever of the two dates is wrong.",
    ),
    Fault.DECISION_WITHOUT_TIME: Words(
        "Decision without time",
        "The enquiry has a decision but not its time, so no period can count it.",
        "Give the time of the decision.",
    ),
    Fault.DUPLICATE_ROW: Words(
        "Row twice",
        "An earlier row of this file says exactly the same; it was counted once.",
        "Remove the second row, unless two events on one day cannot be told apart: then nothing is to be done.",
    ),
    Fault.EMPTY_FILE: Words(
        "Nothing inside",
        "The file has headers but no rows.",
        "Check that the export had finished, and that its dates cover the period you meant.",
    ),
    Fault.EXTRA_COLUMN: Words(
        "Column not known",
        "This column is not known here and was ignored.",
        "Nothing, unless a known column was misspelt: then correct its header.",
    ),
    Fault.HOUR_OCCURS_TWICE: Words(
        "Hour that occurs twice",
        "The clocks go back in this hour, so the time alone does not say which moment is meant.",
        "Write the time with its offset, such as 2025-10-26T01:30:00+01:00.",
    ),
    Fault.HOUR_SKIPPED: Words(
        "Hour that never was",
        "The clocks go forward in this hour, so there was no such time.",
        "Correct the time, or write it with its offset.",
    ),
    Fault.IN_FUTURE: Words(
        "In the future",
        "The date lies after the day of the upload. An event is kept and counts once its period is over; a later "
        "step of an enquiry is left out.",
        "Correct the date if it is wrong.",
    ),
    Fault.MISSING_COLUMN: Words(
        "Column missing",
        "This column is missing from the sheet.",
        "Add the column with its official header; without a child reference or event date the sheet cannot be read.",
    ),
    Fault.MISSING_LIST: Words(
        "Sheet missing",
        "The workbook has no such sheet, so nothing was read for it.",
        "Add the sheet under its official name, such as List_3, even if it is empty.",
    ),
    Fault.NOT_A_COUNT: Words(
        "Not a figure",
        "The figure is of no measure, period or part that is known here, or its amounts cannot be true.",
        "Count again with the version of the portal that is in use, and send the file as it is.",
    ),
    Fault.NOT_A_DATE: Words(
        "Not a date",
        "The cell does not hold a date that can be read.",
        "Write the date as day/month/year, such as 31/03/2026.",
    ),
    Fault.NOT_A_MOMENT: Words(
        "Not a date and time",
        "The cell does not hold a date with a time.",
        "Write it as 2026-03-31T14:05:00+01:00.",
    ),
    Fault.NOT_A_NUMBER: Words(
        "Not a number",
        "The cell does not hold a whole number from -1 to 999.",
        "Write the number in digits.",
    ),
    Fault.REFERENCE_TOO_LONG: Words(
        "Reference too long",
        "A reference has at most 64 characters.",
        "Check that the columns have not slipped sideways.",
    ),
    Fault.ROW_TOO_LONG: Words(
        "Row too long",
        "The row has more cells than there are headers.",
        "Put cells that hold a comma into quotes.",
    ),
    Fault.TIMES_BACKWARDS: Words(
        "Times run backwards",
        "The time lies before an earlier step of the same enquiry; it was left out.",
        "Correct whichever of the two times is wrong.",
    ),
    Fault.TIME_WITHOUT_DECISION: Words(
        "Time without decision",
        "The time of a decision is given but no known decision; the time was left out.",
        "Give the decision, or leave both blank while the enquiry is open.",
    ),
    Fault.UNKNOWN_VALUE: Words(
        "Value not known",
        "The value is none of those that are known for this column; it was left out.",
        "Use one of the official values; or, where the page of the load asks, say what it means and send it again.",
    ),
}


@dataclass(frozen=True)
class FaultFound:
    """A fault in its place; row and column are as a person sees them in the file."""

    fault: Fault
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value_class: str = ""
    row_refused: bool = False
