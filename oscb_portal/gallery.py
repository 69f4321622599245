"""The examples of the component gallery: each a piece of template, shown as it looks and as it is written."""

from dataclasses import dataclass
from datetime import date

from django.template import engines
from django.utils.safestring import SafeString, mark_safe

from figures.charts import Level, LineChart, Note, Point, Shade, State, Target, Unit
from oscb_portal.components import ICONS, NOTICES, TAGS
from oscb_portal.desk import Line


@dataclass(frozen=True)
class Example:
    """One component: its name, when to use it, how it is written."""

    name: str
    when: str
    source: str

    @property
    def looks(self) -> SafeString:
        """The example as a page would show it."""
        template = engines["django"].from_string("{% load ui %}" + self.source)
        return mark_safe(template.render(dict(CONTEXT)))


def _made_up_chart() -> LineChart:
    """A share by month, with a pandemic, limits, a target and a change for the better."""
    figures = [39, 41, 37, 40, 42, 38, 40, 41, 31, 28, 33, 30, 38, 41, 36, 40, 39, 43, 41, 44, 46, 48, 49, 52]
    months = [date(2024 + number // 12, number % 12 + 1, 1) for number in range(len(figures))]
    points = tuple(
        Point(month, f"{month:%B %Y}", value, *(_BETTER if number >= 19 else (State.USUAL, "Usual")))
        for number, (month, value) in enumerate(zip(months, figures, strict=True))
    )
    return LineChart(
        title="Share of conferences that a father attended, by month",
        sentence="52% in December 2025. Improving: five months above the usual range.",
        unit=Unit(suffix="%", lowest=0, highest=100),
        points=points,
        levels=(Level(0, 7, 40, 33, 46, trial=True), Level(12, 23, 40, 31, 49)),
        target=Target(60, "Target 60%"),
        shades=(Shade(8, 11, "Pandemic: not compared", "Pandemic"),),
        notes=(Note(19, "A", "Invitation letter for fathers begins"),),
    )


_BETTER = (State.BETTER, "Improving: rising")

# What the examples speak about. Made up.
CONTEXT = {
    "when": date(2026, 11, 19),
    "chart": _made_up_chart(),
    "line": Line("Decide on a place for Mina Roy", "She asks for 25 November", "#waits", "Today"),
    "late_line": Line(
        "Confirm the staffing figures", "Two cells are empty. 5 minutes", "#waits", "Due 6 October", late=True
    ),
    "facts": [("Level", "Advanced"), ("Length", "6 hours"), ("Certificate", "Valid 3 years", ("Change", "#summary"))],
    "meanings": [("Counted", "Conferences a father attended"), ("Out of", "Conferences where a father is known")],
    "kinds": [("All 38", "#all", True), ("Went the extra mile: 14", "#mile", False)],
    "knots": [
        {"shape": "done", "stage": "Finding", "title": "Few fathers were invited", "address": "#finding"},
        {"shape": "going", "stage": "Action", "title": "Invitation letters", "address": "#action", "line": "off"},
        {"shape": "gap", "stage": "Measure", "title": "Nothing measures this yet", "state": "Loose end"},
    ],
}


def examples() -> list[Example]:
    """All components, in the order of the look."""
    return [
        Example("icon", "Beside words; alone only with a label.", "".join(f'{{% icon "{name}" %}} ' for name in ICONS)),
        Example(
            "state",
            "A shape and words: the only way to show variation or target.",
            '{% state "better-up" "Improving: rising" %}{% state "worse-down" "Getting worse: falling" %}'
            '{% state "notable-up" "Unusually high" %}{% state "steady" "No real change" %}'
            '{% state "none" "Not received" %}{% state "hidden" "Hidden: small number" %}'
            '{% state "unmet" "Target 60%: not yet" quiet=True %}',
        ),
        Example(
            "tag",
            "The state of a thing in a table or list: a noun or participle, at most three words.",
            " ".join(f'{{% tag "{kind.capitalize()}" "{kind}" %}}' for kind in TAGS),
        ),
        Example("meter", "A step of a scale, always with its words.", '{% meter 3 "Stretched" %}'),
        Example("bar", "Part of a whole, always with the words.", '{% bar 19 43 "19 of 43 answered" %}'),
        Example("queue", "Up to twelve rings; the words stand beside it.", "You are 3rd of 7 {% queue 3 7 %}"),
        Example("phone", "A telephone number one can press.", '{% phone "01632 960150" %}'),
        *(
            Example(
                f"notice, {kind}",
                "Something the reader must see before going on.",
                f'{{% notice "{kind}" title="What this is about" %}}<p>What comes next.</p>{{% endnotice %}}',
            )
            for kind in NOTICES
        ),
        Example(
            "working",
            "A long job on a page of its own.",
            '{% working "Reading your workbook: 1,840 of 4,212 rows" "#" done=True %}',
        ),
        Example(
            "panel",
            "What stands beside the story.",
            '{% panel title="Good to know" level=4 %}<p>Free.</p>{% endpanel %}',
        ),
        Example(
            "fold",
            "Details behind a summary.",
            '{% fold "What good looks like" %}<p>A policy less than two years old.</p>{% endfold %}',
        ),
        Example(
            "quotation",
            "Commendations and voices. The thread opens it.",
            '{% quotation by="Duty worker, the hub" about="August 2026" %}'
            "She answers as if you were the only call.{% endquotation %}",
        ),
        Example(
            "day",
            "A dated thing in a list.",
            '<ol class="p-day-list">{% day when "Working with fathers" "#day" %}'
            '<p class="p-small">Full day</p>{% endday %}</ol>',
        ),
        Example("wait", "One line of what waits.", '<ul class="p-waits">{% wait late_line %}{% wait line %}</ul>'),
        Example("summary", "What is known about a thing.", "{% summary facts %}"),
        Example("definitions", "How a thing is meant.", "{% definitions meanings %}"),
        Example("pills", "Up to six kinds with counts.", '{% pills kinds "Kinds of thanks" %}'),
        Example("breadcrumbs", "The way back.", '{% breadcrumbs "Audits" "#audits" "Section 11" "#section-11" %}'),
        Example("thread", "The golden thread as a list.", "{% thread knots %}"),
        Example("spark", "The last twenty periods; never without figure and words.", "52% {% spark chart %}"),
        Example(
            "cell",
            "One measure in the ledger.",
            '{% spark chart as line %}{% cell name="Fathers at conferences" address="#cell" value="52%" spark=line'
            ' shape="better-up" words="Improving: rising" target_shape="unmet" target_words="Target 60%: not yet" %}',
        ),
        Example(
            "figure",
            "A chart: a sentence leads, the drawing proves, the table is its twin.",
            '{% figure chart "fathers" csv="#csv" explore=True level=4 %}',
        ),
    ]
