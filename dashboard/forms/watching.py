"""Which actions a measure watches."""

from typing import Any

from django import forms

from dashboard.definitions import Definition
from dashboard.models import Measure
from priorities.models import Action


class WatchForm(forms.Form):
    """Actions of the priorities the measure watches, and those it watches already."""

    actions = forms.ModelMultipleChoiceField(
        label="Which actions should show in these figures?",
        queryset=Action.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only what would change this figure if it worked.",
    )

    def __init__(self, *args: Any, measure: Measure, definition: Definition, actions: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"actions": measure.watches.all()}, **kwargs)
        of_its_priorities = actions.filter(priorities__slug__in=definition.priorities)
        self.fields["actions"].queryset = (of_its_priorities | actions.filter(pk__in=measure.watches.all())).distinct()
