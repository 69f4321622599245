"""The question for a new value of a rule: one field, or number and unit for days, from which day, and why."""

from datetime import date
from typing import Any

from django import forms

from office import rule_book
from office.fields import DayField
from office.rule_book import Declared
from partnership.refusals import Refusal

UNITS = (("working", "working days (Monday to Friday, no bank holidays)"), ("calendar", "calendar days"))


class RuleForm(forms.Form):
    """Asks for a value as the rule declares it; its cleaned data hold the text that set_rule takes."""

    def __init__(self, *args: Any, rule: Declared, text: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.fields["value"] = _field(rule, text)
        if rule.kind == "days":
            count, _, unit = text.partition(" ")
            self.fields["value"].initial = count
            self.fields["unit"] = forms.ChoiceField(
                label="Counted in", choices=UNITS, initial=unit.split(" ")[0], widget=forms.RadioSelect
            )
        self.fields["valid_from"] = DayField(
            label="From which day?",
            help_text="Today or later. What was agreed before keeps the value it was agreed under.",
            initial=today,
        )
        self.fields["reason"] = forms.CharField(
            label="Why?", help_text="Who decided it, and when. Shown in the history.", max_length=300, required=False
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "value" in given:
            text = str(given["value"])
            if self.rule.kind == "days" and text:
                text = f"{text.strip()} {given.get('unit', 'working')} days"
            try:
                given["value"] = rule_book.written(rule_book.value_of(self.rule, text))
            except Refusal as refusal:
                self.add_error("value", refusal.sentence)
        return given

    def cleaned_for_verb(self) -> dict[str, Any]:
        """What set_rule takes from this form."""
        return {name: self.cleaned_data[name] for name in ("value", "valid_from", "reason")}


def _field(rule: Declared, text: str) -> forms.Field:
    needed = rule.needed or rule.kind not in rule_book.TEXTS
    words = {
        "label": rule.name, "help_text": _help(rule), "initial": text, "required": needed,
        "error_messages": {"required": f"{rule.name} must not be empty."},
    }  # fmt: skip
    if rule.kind == "long_text":
        return forms.CharField(widget=forms.Textarea, max_length=rule_book.LONGEST["long_text"], **words)
    if rule.kind in ("yes_no", "choice"):
        options = list(rule.options.items()) or [("yes", "Yes"), ("no", "No")]
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **words)
    kind = {"telephone": "tel", "email": "email", "url": "url"}.get(rule.kind, "text")
    numeric = {"inputmode": "numeric"} if rule.kind in ("number", "days", "money") else {}
    return forms.CharField(widget=forms.TextInput(attrs={"type": kind, **numeric}), **words)


def _help(rule: Declared) -> str:
    return f"{rule.help} In {rule.unit}." if rule.unit else rule.help
