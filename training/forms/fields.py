"""Questions of training that stand in several forms: an hour, people who teach, several of a list."""

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?\Z", re.IGNORECASE)


class ClockField(forms.CharField):
    """An hour, as people write it: 9:30, 9.30am, 14:00, 2pm."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, **kwargs)
        self.widget.attrs |= {"class": "govuk-input--width-5", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def clean(self, value: Any) -> time | None:
        text = super().clean(value).strip()
        if not text:
            return None
        found = CLOCK.match(text)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        half = (found[3] or "").lower() if found else ""
        if (half and not 1 <= hour <= 12) or hour > 23 or minute > 59:
            raise ValidationError("Write an hour such as 9:30 or 2pm.")
        return time(hour % 12 + (12 if half == "pm" else 0) if half else hour, minute)


class SeveralField(forms.ModelMultipleChoiceField):
    """Several things of a list, each with a box."""

    def __init__(self, *, queryset: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(queryset=queryset, widget=forms.CheckboxSelectMultiple, **kwargs)
