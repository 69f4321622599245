"""The questions of moderation: second grades, what the panel agrees, a dissent."""

from typing import Any

from django import forms

from audits.forms.tools import NOT_ENOUGH, GradeChoice
from audits.multi_agency.panel import Row
from office.fields import NamelessField
from office.question_sheets import Sheet
from partnership.models import Agency


class SecondForm(forms.Form):
    """A grade for every section."""

    def __init__(self, *args: Any, sheet: Sheet, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in codes:
            found = sheet.find(code)
            if found:
                self.fields[code] = GradeChoice(label=f"Your grade: {found[1].title}", sheet=sheet, criterion=found[1])


class PanelForm(forms.Form):
    """The agreed grade of every section, with the reason."""

    def __init__(self, *args: Any, sheet: Sheet, rows: list[Row], **kwargs: Any) -> None:
        begun = {}
        for row in rows:
            if row.agreed:
                begun[f"grade-{row.criterion.code}"] = NOT_ENOUGH if row.agreed.not_enough else row.agreed.level
                begun[f"reason-{row.criterion.code}"] = row.agreed.reason
        super().__init__(*args, initial=begun, **kwargs)
        self.rows = rows
        options = [("", "Not agreed yet"), *((each.key, each.name) for each in reversed(sheet.levels)),
                   (NOT_ENOUGH, "Not enough evidence")]  # fmt: skip
        for row in rows:
            title = row.criterion.title
            self.fields[f"grade-{row.criterion.code}"] = forms.ChoiceField(
                label=f"{title}: agreed grade", choices=options,
                error_messages={"required": "Agree a grade, or that there is not enough evidence."},
            )  # fmt: skip
            reason = self.fields[f"reason-{row.criterion.code}"] = NamelessField(
                label=f"{title}: reason", required=False, max_length=1500,
                help_text="Agencies differ here: a reason is needed." if row.differ else "Needed where you differ.",
            )  # fmt: skip
            reason.widget.widgets[0].attrs["rows"] = 2

    def grades(self) -> dict[str, str]:
        """The grades by section."""
        return {row.criterion.code: self.cleaned_data[f"grade-{row.criterion.code}"] for row in self.rows}

    def reasons(self) -> dict[str, str]:
        """The reasons by section."""
        return {row.criterion.code: self.cleaned_data[f"reason-{row.criterion.code}"] for row in self.rows}


class DissentForm(forms.Form):
    """Who sees which grade otherwise, and how."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="Which agency?", empty_label=None)
    code = forms.ChoiceField(label="Which grade?")
    words = NamelessField(label="How does it see it, and why?", max_length=1000)

    def __init__(self, *args: Any, agencies: Any, rows: list[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies
        self.fields["code"].choices = [(row.criterion.code, f"{row.criterion.title}: {row.agreed_words}")
                                       for row in rows if row.agreed]  # fmt: skip
