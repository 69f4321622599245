"""Questions the forms of thanks share: agencies of a team, colleagues, an hour."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from commendations import manners
from office.fields import AgencyField
from partnership.models import Agency, Person


class KindForm(forms.Form):
    """A form whose words reach somebody who is thanked: an unkind one is pointed at where it stands."""

    def clean(self) -> dict[str, Any]:
        """Point at each box with a word nobody is thanked with."""
        given = super().clean() or {}
        for name, text in list(given.items()):
            if isinstance(text, str) and (sentence := manners.unkind_sentence(text)):
                self.add_error(name, sentence)
        return given


class AgenciesField(forms.CharField):
    """Agencies by name, one a line; each near miss is answered with what may be meant."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, **kwargs)
        self.one = AgencyField()
        self.widget.attrs |= {"rows": 2}

    def offer(self, agencies: Any) -> None:
        """Say which agencies may be named."""
        self.one.offer(agencies)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)) and all(isinstance(each, Agency) for each in value):
            return "\n".join(each.name for each in value)
        return value

    def clean(self, value: Any) -> list[Agency]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        found, faults = [], []
        for number, line in enumerate(lines, 1):
            try:
                found.append(self.one.clean(line))
            except ValidationError as fault:
                faults += [f"Line {number}: {message}" for message in fault.messages]
        if faults:
            raise ValidationError(faults)
        return list(dict.fromkeys(found))


class ColleaguesField(forms.CharField):
    """People with an account by their e-mail addresses, one a line."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1500, **kwargs)
        self.widget.attrs |= {"rows": 2, "spellcheck": "false", "autocomplete": "off"}

    def clean(self, value: Any) -> list[Person]:
        lines = [line.strip().lower() for line in super().clean(value).replace(",", "\n").splitlines() if line.strip()]
        known = {person.email: person for person in Person.objects.current().filter(email__in=lines)}
        faults = [f"Line {n}: nobody with an account here has this address." for n, line in enumerate(lines, 1)
                  if line not in known]  # fmt: skip
        if faults:
            raise ValidationError([*faults, "Check them, or leave them out."])
        return [known[line] for line in dict.fromkeys(lines)]


class HourField(forms.TimeField):
    """An hour of the day, such as 9:30."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H"], **kwargs)
        self.error_messages["invalid"] = "Write the hour such as 9:30 or 14:00."


def moment(day: Any, hour: time | None) -> datetime | None:
    """A day and an hour in London as a moment; nine o'clock where no hour was given."""
    return timezone.make_aware(datetime.combine(day, hour or time(9))) if day else None
