"""The questions of a return, made from its sheets; of a query, a correction, an agreement on who sends what."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dashboard import measures, returns, sheets
from dashboard.models import Return
from dashboard.returns import Filled
from dashboard.sheets import AMOUNT, COUNT, RATING, STAFFING, WORDS, Column
from office.fields import AgencyField, DayField, KeptForm, NamelessField
from partnership.models import Agency

PRESSURES = [
    ("1", "1: usual"),
    ("2", "2: busy"),
    ("3", "3: strained, some work waits"),
    ("4", "4: severe, work that keeps children safe is not done"),
]
NEW_LINES = 2
FTE = ("established_fte", "in_post_fte", "agency_fte", "absent_fte", "vacancies_fte", "available_hours")
STAFFING_LABELS = {
    "team": "Team",
    "role": "Role",
    "week_commencing": "Monday",
    "established_fte": "Posts",
    "in_post_fte": "In post",
    "agency_fte": "Agency staff",
    "absent_fte": "Absent",
    "vacancies_fte": "Vacant",
    "available_hours": "Hours available",
}


class NumberField(forms.CharField):
    """A number from nought on, as people write it; empty means that nobody knows, never nought."""

    def __init__(self, *, whole: bool, largest: Decimal = Decimal(1_000_000), **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20, **kwargs)
        self.whole, self.largest = whole, largest
        self.widget.attrs |= {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"}
        self.widget.attrs["class"] = "govuk-input--width-5"

    def prepare_value(self, value: Any) -> Any:
        return sheets.plain(value).replace(",", "") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = re.sub(r"[\s,]", "", super().clean(value))
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        places = 0 if self.whole else 2
        if not number.is_finite() or not 0 <= number <= self.largest or number != round(number, places):
            kind = "a whole number" if self.whole else "a number with two decimals at most"
            raise ValidationError(f"Give {kind} from 0 to {self.largest:,}, or leave it empty if it is not known.")
        return number


def field_of(column: Column, label: str) -> forms.Field:
    """The field that asks a column in a row."""
    if column.kind == RATING:
        return forms.ChoiceField(label=label, choices=PRESSURES, required=False, widget=forms.RadioSelect)
    if column.kind == WORDS:
        return NamelessField(label=label, required=False, max_length=1000, help_text=column.help)
    return NumberField(label=label, whole=column.kind == COUNT, help_text=column.help, largest=sheets.LARGEST[AMOUNT])


class ReturnForm(KeptForm):
    """All sheets of a return, its staffing lines and its note."""

    form_key = returns.FORM
    note = NamelessField(
        label="Note to the business unit",
        required=False,
        max_length=1000,
        help_text="Such as why a figure is not known, or unusual. Do not name a child.",
    )
    sure = forms.BooleanField(label="I have looked at what is unusual: it is right", required=False)

    def __init__(self, *args: Any, sent: Return, asks_sure: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, record_key=str(sent.pk), values=returns.values_of(sent), **kwargs)
        self.sent = sent
        self.sheets = returns.sheets_of(sent)
        for sheet in self.sheets:
            for row, key in sheet.cells:
                column = sheet.column(key)
                label = f"{column.label}, {sheet.rows[row]}" if row else column.label
                self.fields[returns.name_of(sheet.key, row, key)] = field_of(column, label)
        self.lines = self._add_lines() if STAFFING in sent.sheets else 0
        if not asks_sure and not (self.is_bound and self.data.get("sure")):
            del self.fields["sure"]
        self.order_fields([name for name in self.fields if name not in ("note", "sure")] + ["note", "sure"])

    # Staffing -----------------------------------------------------------------

    def _add_lines(self) -> int:
        """The lines there are, those of the month before to begin with, and empty ones."""
        known = returns.said_in(self.sent).staffing or returns.lines_to_begin_with(self.sent)
        asked = len(known) + NEW_LINES
        if self.is_bound:
            given = [int(name.split("-")[1]) for name in self.data if re.fullmatch(r"line-\d{1,3}-team", name)]
            asked = max([asked, *(number + 1 for number in given)])
        for number in range(min(asked, 400)):
            line = known[number] if number < len(known) else {}
            for name, label in STAFFING_LABELS.items():
                self.fields[f"line-{number}-{name}"] = self._line_field(name, f"{label}, line {number + 1}")
                self.initial.setdefault(f"line-{number}-{name}", _written(line.get(name)))
        return min(asked, 400)

    def _line_field(self, name: str, label: str) -> forms.Field:
        if name in FTE:
            return NumberField(label=label, whole=False, largest=Decimal(9999))
        return forms.CharField(label=label, required=False, max_length=80 if name != "week_commencing" else 10)

    def _line(self, number: int) -> dict[str, Any] | None:
        """One line, or None where nothing counts in it; mistakes are put beside their field."""
        given = {name: self.cleaned_data.get(f"line-{number}-{name}") for name in STAFFING_LABELS}
        if not given["team"] and not given["role"]:
            if any(given[name] is not None for name in FTE):
                self.add_error(f"line-{number}-team", "Name the team of this line.")
            return None
        if all(given[name] is None for name in FTE):
            return None
        for name in ("team", "role"):
            if not given[name]:
                self.add_error(f"line-{number}-{name}", f"Name the {name} of this line.")
        for name in ("established_fte", "in_post_fte"):
            if given[name] is None:
                self.add_error(f"line-{number}-{name}", "Give it, 0 if there is none.")
        line = given | {name: given[name] or Decimal() for name in FTE if name != "available_hours"}
        return line | {"week_commencing": self._monday(number, str(given["week_commencing"] or ""))}

    def _monday(self, number: int, text: str) -> date | None:
        try:
            day = date.fromisoformat(text.strip())
            returns.refuse_week(self.sent, day)
        except ValueError as problem:
            sentence = str(problem) if "Monday" in str(problem) else "Write the Monday as 2026-10-26."
            self.add_error(f"line-{number}-week_commencing", sentence)
            return None
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        lines = [line for number in range(self.lines) if (line := self._line(number))]
        keys = [(line["team"], line["role"], line["week_commencing"]) for line in lines]
        if len(set(keys)) < len(keys):
            raise ValidationError("Two lines of staffing tell of the same team, role and week. Make them one.")
        given["filled"] = Filled(
            answers={
                (sheet.key, row, key): _answer(given.get(returns.name_of(sheet.key, row, key)))
                for sheet in self.sheets
                for row, key in sheet.cells
            },
            staffing=lines if STAFFING in self.sent.sheets else None,
            note=given.get("note", ""),
        )
        return given

    def lines_drawn(self) -> list[list[tuple[str, Any]]]:
        """The fields of each line of staffing with their heads."""
        return [
            [(label, self[f"line-{number}-{name}"]) for name, label in STAFFING_LABELS.items()]
            for number in range(self.lines)
        ]


def _answer(value: Any) -> Decimal | str | None:
    if isinstance(value, str) and re.fullmatch("[1-4]", value):
        return Decimal(value)
    return value if value not in ("", None) else None


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


class ReasonForm(forms.Form):
    """Why: read by the other side, and by whoever reads the history."""

    reason = NamelessField(label="Why?", max_length=1000)

    def __init__(self, *args: Any, label: str, help_text: str = "Do not name a child.", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, help_text


class UploadReturnForm(forms.Form):
    """The filled-in spreadsheet, or staffing_return.csv."""

    upload = forms.FileField(
        label="Which file?",
        help_text="The spreadsheet of this return filled in (.xlsx), or staffing_return.csv. At most 5 MB.",
        error_messages={"required": "Choose the file to send."},
    )


class SupplyForm(forms.Form):
    """Which agency sends which sheet, by when, from when."""

    sheet = forms.ChoiceField(label="Which figures?")
    agency = AgencyField(label="Which agency sends them?")
    due_after = forms.IntegerField(
        label="Due how many working days after the period?", initial=10, min_value=1, max_value=60
    )
    on = DayField(label="From which day on?", help_text="Periods that end on that day or later are asked for.")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [
            (key, f"{sheet.name} (every {sheet.every})") for key, sheet in measures.asked_in().items()
        ]
        self.fields["agency"].offer(Agency.objects.active(on))
        self.fields["on"].initial = on


class EndSupplyForm(forms.Form):
    """The last day of an agreement."""

    on = DayField(label="Which is its last day?", help_text="Returns asked for already stay asked for.")


def in_words(problems: Iterable[Any]) -> Mapping[str, list[Any]]:
    """Problems by the name of their field."""
    found: dict[str, list[Any]] = {}
    for problem in problems:
        found.setdefault(returns.name_of(problem.sheet, problem.row, problem.column), []).append(problem)
    return found
