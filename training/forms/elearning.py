"""E-learning written in the browser: its terms and its pages; and a file of completions from elsewhere."""

from typing import Any

from django import forms

from partnership.models import Agency
from training import quiz_text


class TermsForm(forms.Form):
    """Within how many days, and how well."""

    days = forms.IntegerField(label="Within how many days is it finished?", min_value=1, max_value=366,
                              help_text="Then it is withdrawn, and can be begun anew.")  # fmt: skip
    pass_percent = forms.IntegerField(
        label="Share of right answers that passes, in per cent", min_value=0, max_value=100
    )


class PageForm(forms.Form):
    """One page."""

    title = forms.CharField(label="Heading of the page", max_length=120)
    text = forms.CharField(
        label="Text", max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Markdown: # for a heading, - for a list, ** around what is strong. HTML is shown, never run.",
    )  # fmt: skip
    video = forms.FileField(label="Video", required=False, help_text="MP4 or WebM, 20 MB at most.")
    captions = forms.CharField(
        label="Captions of the video", required=False, max_length=60_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text="The content of the WebVTT file. A video without captions cannot be published.",
    )  # fmt: skip
    transcript = forms.CharField(
        label="Transcript of the video", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    questions = forms.CharField(
        label="Questions", required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="A line “? …” asks; “[x] … | …” is a right answer with what is said to whoever chooses it, "
        "“[ ] … | …” a wrong one.",
    )  # fmt: skip


class AnswersForm(forms.Form):
    """The questions of a page, as a learner answers them."""

    def __init__(self, *args: Any, quiz: list[quiz_text.Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, question in enumerate(quiz):
            choices = [(str(number), option.words) for number, option in enumerate(question.options)]
            wrong = {"required": f"Choose an answer to “{question.words}”"}
            if question.several:
                self.fields[f"q{place}"] = forms.MultipleChoiceField(
                    label=question.words, choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=wrong,
                    help_text="More than one is right.",
                )  # fmt: skip
            else:
                self.fields[f"q{place}"] = forms.ChoiceField(
                    label=question.words, choices=choices, widget=forms.RadioSelect, error_messages=wrong
                )

    @property
    def chosen(self) -> dict[int, set[int]]:
        """By question, the places of the options chosen."""
        return {
            int(name[1:]): {int(each) for each in (given if isinstance(given, list) else [given])}
            for name, given in self.cleaned_data.items()
        }


class CompletionsForm(forms.Form):
    """A file of completions."""

    agency = forms.ModelChoiceField(label="Whose people are they?", queryset=Agency.objects.none())
    upload = forms.FileField(
        label="The file", help_text="CSV or Excel with the headings “E-mail”, “Course” and “Finished on”."
    )

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        field.queryset = Agency.objects.filter(pk__in=[each.pk for each in agencies])  # type: ignore[attr-defined]
        if len(agencies) == 1:
            field.initial, field.widget = agencies[0], forms.HiddenInput()
