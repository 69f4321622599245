"""The examples of the component gallery: each a piece of template, shown as it looks and as it is written."""

from dataclasses import dataclass
from datetime import date

from django.template import engines
from django.utils.safestring import SafeString, mark_safe

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


class Measure:
    """Stands for a sparkline in the examples."""

    spark = mark_safe(
        '<svg class="p-spark" viewBox="0 0 136 40" aria-hidden="true" focusable="false">'
        '<rect class="c-range" x="0" y="12" width="130" height="20" rx="2"/>'
        '<path class="c-line" d="M3 26L20 29L37 22L54 31L71 25L88 20L105 16L127 7"/>'
        '<rect class="c-pt c-pt--notable" x="122.5" y="2.5" width="9" height="9" rx="1"/></svg>'
    )


# What the examples speak about. Made up.
CONTEXT = {
    "when": date(2026, 11, 19),
    "measure": Measure,
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
        Example(
            "cell",
            "One measure in the ledger.",
            '{% cell name="Enquiries, September" address="#cell" value="1,184" spark=measure.spark shape="notable-up"'
            ' words="Unusually high" note="No target: more is not better or worse" %}',
        ),
    ]
