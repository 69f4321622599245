"""The questions of thanks from outside: few, for adults, with two traps for machines and none for people."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from commendations.forms.fields import KindForm
from commendations.models import Category, Commendation
from office.fields import NamelessField

# No person fills this form in so fast; after a day the page is stale.
FASTEST, SLOWEST = 4, 24 * 60 * 60  # seconds
SALT = "thanks from outside began"
ADULTS = "This page is for adults. If you are younger, tell an adult you trust; they can thank somebody for you."
OUTSIDE = [each for each in Commendation.From.choices if each[0] != Commendation.From.COLLEAGUE]


class ThankForm(KindForm):
    """Who is thanked for what, by whom."""

    nominee_name = forms.CharField(
        label="Whom do you want to thank?",
        max_length=160,
        help_text="A name, or what you remember of it. A team is fine too.",
    )
    kind = forms.ChoiceField(
        label="Is that a person or a team?", choices=Commendation.Kind.choices, widget=forms.RadioSelect
    )
    nominee_role = forms.CharField(label="What do they do?", max_length=120, help_text="Such as: school nurse.")
    elsewhere = forms.CharField(
        label="Where do they work?", max_length=160, help_text="The school, surgery, team or town."
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label="Why do they deserve thanks?", widget=forms.RadioSelect, empty_label=None
    )
    story = NamelessField(label="What did they do?", help_text="In your own words. Leave out the name of any child.")
    difference = NamelessField(
        label="What difference did it make?", max_length=2000, help_text="For you, or for your family."
    )
    words = NamelessField(
        label="What would you like them to hear?", max_length=280,
        help_text="One or two sentences. We pass them on, whatever else happens.",
    )  # fmt: skip
    told_by = forms.ChoiceField(label="Who are you?", choices=OUTSIDE, widget=forms.RadioSelect)
    outside_name = forms.CharField(
        label="Your name", required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="If you like. Only the business unit reads it; we delete it when we have decided.",
    )  # fmt: skip
    email = forms.EmailField(
        label="Your e-mail address", max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        help_text="We send a code to it, and one letter about what became of your thanks. Then we delete it.",
    )  # fmt: skip
    adult = forms.BooleanField(
        label="I am 18 or over",
        error_messages={"required": ADULTS},
    )  # fmt: skip
    website = forms.CharField(label="Leave this empty", required=False)
    began = forms.CharField(widget=forms.HiddenInput, required=False)

    groups = (
        ("Whom you thank", ("nominee_name", "kind", "nominee_role", "elsewhere")),
        ("For what", ("category", "story", "difference", "words")),
        ("About you", ("told_by", "outside_name", "email", "adult")),
    )

    def __init__(self, *args: Any, again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.again = again
        self.fields["category"].queryset = Category.objects.in_use()
        self.fields["category"].label_from_instance = lambda each: f"{each.name}. {each.help}"
        self.initial["began"] = signing.dumps("", salt=SALT)

    def clean(self) -> dict[str, Any]:
        """Refuse what only a machine sends, in words a person understands."""
        given = super().clean() or {}
        if given.get("website"):
            raise ValidationError("Leave the box “Leave this empty” empty; it is there for machines.")
        if not self.again:
            self._refuse_machine(given.get("began", ""))
        return given

    def _refuse_machine(self, began: str) -> None:
        try:
            signing.loads(began, salt=SALT, max_age=SLOWEST)
        except signing.BadSignature:
            self._begin_anew()
            raise ValidationError("This page had been open for very long. Nothing is lost: send it again.") from None
        try:
            signing.loads(began, salt=SALT, max_age=FASTEST)
        except signing.SignatureExpired:
            return
        raise ValidationError("That was faster than anybody writes. Wait a few seconds and send it again.")

    def _begin_anew(self) -> None:
        self.data = self.data.copy()
        self.data["began"] = signing.dumps("", salt=SALT)
