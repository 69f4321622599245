"""Questions asked the same way everywhere: dates, agencies, addresses, free text, and forms that lose nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib.postgres.search import TrigramSimilarity
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import get_text_list

from office import mailboxes
from office.drafts import ChangedMeanwhile, mark_of
from office.models import Draft
from partnership import identifiers
from partnership.models import Agency

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


# A day -----------------------------------------------------------------------


class DayInputs(forms.MultiWidget):
    """Three boxes: day, month, year (GOV.UK date input)."""

    template_name = "django/forms/widgets/day_inputs.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        numeric = {"inputmode": "numeric", "autocomplete": "off"}
        boxes = {name: forms.TextInput(attrs=numeric) for name in ("day", "month", "year")}
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DayField(forms.MultiValueField):
    """A date in three boxes; a month may be a word. Errors say which part is missing or wrong."""

    widget = DayInputs
    EMPTY = "Write the day, the month and the year, such as 27 3 2026."

    def __init__(self, **kwargs: Any) -> None:
        parts = [forms.CharField(required=False, max_length=12) for _ in range(3)]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        parts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(parts):
            if self.required:
                raise ValidationError(self.EMPTY)
            return None
        missing = [name for name, part in zip(("a day", "a month", "a year"), parts, strict=True) if not part]
        if missing:
            raise ValidationError(f"The date needs {get_text_list(missing, 'and')} too.")
        return _date(*parts)

    def compress(self, data_list: list[Any]) -> date | None:
        return _date(*data_list) if data_list else None


def _date(day: str, month: str, year: str) -> date:
    number = MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in MONTHS else month
    if not all(str(part).isdecimal() and str(part).isascii() for part in (day, number, year)):
        raise ValidationError("Write the date in numbers, such as 27 3 2026.")
    if len(year) != 4:
        raise ValidationError("Write the year with four figures, such as 2026.")
    try:
        return date(int(year), int(number), int(day))
    except ValueError:
        raise ValidationError("There is no such day. Check the day and the month.") from None


# An agency -------------------------------------------------------------------


class AgencyInput(forms.TextInput):
    """A box that suggests names while one types, without any script of ours."""

    template_name = "django/forms/widgets/agency_input.html"
    agencies: Any = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_agencies"
        context["widget"]["attrs"]["list"] = list_id
        return context | {"list_id": list_id, "agencies": self.agencies}


class AgencyField(forms.CharField):
    """An agency by its name or URN, of those active on a day; a near miss is answered with what may be meant."""

    widget = AgencyInput

    def __init__(self, **kwargs: Any) -> None:
        self.choices_from = Agency.objects.none()
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs |= {"autocomplete": "off"}

    def offer(self, agencies: Any) -> None:
        """Say which agencies may be chosen: every form does, with those of its day."""
        self.choices_from = agencies
        self.widget.agencies = agencies.order_by("name").values_list("name", flat=True)

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Agency) else value

    def clean(self, value: Any) -> Agency | None:
        text = super().clean(value)
        if not text:
            return None
        found = self.choices_from.filter(name__iexact=text).first() or self.choices_from.filter(urn=text).first()
        if found is None:
            near = self.choices_from.annotate(near=TrigramSimilarity("name", text)).filter(near__gt=0.2)
            names = [f"“{agency}”" for agency in near.order_by("-near")[:3]]
            hint = f"Do you mean {get_text_list(names, 'or')}?" if names else "Choose one of the list."
            raise ValidationError(f"We do not know this agency. {hint}")
        return found


# Addresses and text ----------------------------------------------------------


class OwnEmailField(forms.EmailField):
    """An e-mail address only one person reads, in lower case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.widget.attrs |= {"autocomplete": "email", "spellcheck": "false"}
        self.error_messages["invalid"] = "Write an e-mail address, such as name@example.org."

    def clean(self, value: Any) -> str:
        email = mailboxes.tidy(super().clean(value))
        if mailboxes.is_shared(email):
            raise ValidationError(mailboxes.SHARED)
        return email


class NamelessInput(forms.MultiWidget):
    """Free text, and below it, once something was found, the box that says it names nobody."""

    template_name = "django/forms/widgets/nameless_input.html"
    use_fieldset = False
    asks = False
    lines = 6

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"": forms.Textarea(), "nobody": forms.CheckboxInput()}, attrs)

    def decompress(self, value: str | None) -> list[Any]:
        return [value or "", False]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        text, box = context["widget"]["subwidgets"]
        context["widget"]["attrs"] = text["attrs"]
        return context | {
            "text": text,
            "box": box,
            "lines": self.lines,
            "asks": self.asks or bool(box["attrs"].get("checked")),
        }


class NamelessField(forms.MultiValueField):
    """Free text that must not name a child: an NHS number blocks; what may name one is asked about, never repeated."""

    widget = NamelessInput
    EMPTY = "Write something here."

    def __init__(self, *, max_length: int = 4000, **kwargs: Any) -> None:
        self.longest = max_length
        parts = [forms.CharField(required=False), forms.BooleanField(required=False)]
        super().__init__(parts, require_all_fields=False, **kwargs)
        self.help_text = self.help_text or "Do not name a child."

    def clean(self, value: Any) -> str:
        text, nobody = (str(value[0] or "").strip(), value[1] in (True, "on", "true")) if value else ("", False)
        if not text and self.required:
            raise ValidationError(self.EMPTY)
        if len(text) > self.longest:
            raise ValidationError(f"This has {len(text):,} characters; {self.longest:,} are the most.")
        found = identifiers.find(text)
        refused = [each.sentence for each in found if each.refused]
        if refused:
            raise ValidationError(refused)
        if found and not nobody:
            self.widget.asks = True
            ask = "If it names nobody, tick the box below and send the form again."
            raise ValidationError([*(each.sentence for each in found), ask])
        return text

    def compress(self, data_list: list[Any]) -> str:
        return str(data_list[0]) if data_list else ""


class NamelessLine(forms.CharField):
    """One line, such as a title, in which nothing stands that could name a child: in so few words nothing needs to."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if found := identifiers.find(text):
            raise ValidationError([f"This looks like {each.kind.value}. Take it out." for each in found])
        return text


# Forms that lose nothing -----------------------------------------------------


class KeptForm(forms.Form):
    """A form about one record that saves itself while one types, and notices when somebody else has saved.

    A subclass says `form_key`; `record_key` names the record, `values` are what stands there now. The verb is given
    `mark` and raises ChangedMeanwhile, which the view hands to `show_theirs`.
    The form layout draws its lines and what becomes of its draft.
    """

    form_key: str
    mark = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        record_key: str,
        values: Mapping[str, Any],
        draft: Draft | None = None,
        initial: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        initial = {**(initial or {}), **values, "mark": mark_of(values)}
        super().__init__(*args, initial=initial, **kwargs)
        self.record_key = record_key
        self.theirs: list[tuple[str, str, str]] = []
        self.restored = None if self.is_bound else draft
        if self.restored is not None:
            self._restore(self.restored)

    def _restore(self, draft: Draft) -> None:
        """Let the fields begin with what was typed; its mark stays, so that a change meanwhile is still noticed."""
        kept = QueryDict(mutable=True)
        for name, values in draft.fields.items():
            kept.setlist(name, values)
        for name, field in self.fields.items():
            value = field.widget.value_from_datadict(kept, {}, self.add_prefix(name))
            if not field.widget.value_omitted_from_data(kept, {}, self.add_prefix(name)):
                self.initial[name] = value
        self.initial["mark"] = draft.version or self.initial["mark"]

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        """Put what stands there now beside what was typed; sending again then overwrites knowingly."""
        self.theirs = [
            (str(self.fields[name].label), self._words(name, theirs), self._words(name, self.cleaned_data.get(name)))
            for name, theirs in changed.theirs.items()
            if name in self.fields and self._words(name, theirs) != self._words(name, self.cleaned_data.get(name))
        ]
        self.data = self.data.copy()
        self.data[self.add_prefix("mark")] = changed.mark
        self.add_error(None, changed.sentence)

    def _words(self, name: str, value: Any) -> str:
        """A value as the form words it, whether it is one thing, several, or a row of a table."""
        field = self.fields[name]
        value = field.prepare_value(value)
        options = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, date):
            return f"{value:%-d %B %Y}"
        several = value if isinstance(value, (list, tuple)) else [value]
        return ", ".join(sorted(options.get(str(each), str(each)) for each in several if each not in (None, ""))) or (
            "nothing"
        )


class BegunForm(KeptForm):
    """A form about something new that saves itself while one types; the verb is told `typed_as`, its record key."""

    mark = None

    def __init__(self, *args: Any, record_key: str = "new", **kwargs: Any) -> None:
        super().__init__(*args, record_key=record_key, values={}, **kwargs)
