"""Which threads of a priority somebody wants to see."""

from typing import Any

from django import forms

from priorities.knots import Stage
from priorities.lanes import COLUMNS, Choice
from priorities.priority_page import ThreadPage


class ThreadChoices(forms.Form):
    """Stage, year and agency; only what the threads really have is offered."""

    stage = forms.ChoiceField(label="With something at this stage", required=False)
    year = forms.ChoiceField(label="With something in this year", required=False, help_text="April to March")
    agency = forms.ChoiceField(label="With a part of this agency", required=False)

    def __init__(self, *args: Any, page: ThreadPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at = {knot.stage for knot in page.knots}
        self._offer("stage", [(stage.slug, stage.words) for stage in COLUMNS if stage in at])
        self._offer("year", [(str(year), f"{year}/{(year + 1) % 100:02d}") for year in page.years])
        self._offer("agency", [(name, name) for name in page.agencies])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", "All"), *choices]

    @property
    def choice(self) -> Choice:
        """What was chosen; what is not offered counts as nothing chosen."""
        self.is_valid()
        given = self.cleaned_data
        stages = {stage.slug: stage for stage in Stage}
        year = given.get("year", "")
        return Choice(stages.get(given.get("stage", "")), int(year) if year else None, given.get("agency", ""))
