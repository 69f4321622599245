"""The components as tags: one place where each piece of the look is written down.

The gallery at /house/components/ shows all of them with their words and their source.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import STATICFILES_STORAGE_ALIAS
from django.core.files.storage import Storage, storages
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from figures.charts import Chart, LineChart, sparkline
from office.fields import DayField, NamelessField
from oscb_portal.components import NOTICES, SHAPES, known, step
from oscb_portal.figure import Figure

register = template.Library()


# Small marks ---------------------------------------------------------------


@register.simple_tag
def icon(name: str, kind: str = "", label: str = "") -> SafeString:
    """One drawing of the sprite: beside words it is silent; alone it needs a label."""
    known("icon", name)
    colour = f" is-{known('kind', kind)}" if kind else ""
    return _icon(name, colour, label, _sprite(storages[STATICFILES_STORAGE_ALIAS]))


@lru_cache(maxsize=8)
def _sprite(storage: Storage) -> str:
    """Where the drawings lie; a page of many knots asks hundreds of times."""
    return str(storage.url("img/icons.svg"))


@lru_cache(maxsize=1024)
def _icon(name: str, colour: str, label: str, sprite: str) -> SafeString:
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    icon = '<svg class="p-icon{}" {} focusable="false"><use href="{}#{}"/></svg>'
    return format_html(icon, colour, voice, sprite, name)


@register.simple_tag
def state(shape: str, words: str, quiet: bool = False, kind: str = "") -> SafeString:
    """A shape and words: the only way to show variation or target. `kind` colours a target that has a tolerance."""
    coloured, kind = bool(kind), kind or SHAPES[known("state", shape)]
    if quiet and coloured:
        return format_html(
            '<p class="p-state p-state--quiet">{}<span class="is-{}">{}</span></p>', icon(shape, kind), kind, words
        )
    if quiet:
        return format_html('<p class="p-state p-state--quiet">{}<span>{}</span></p>', icon(shape, kind), words)
    return format_html('<p class="p-state">{}<span class="is-{}">{}</span></p>', icon(shape, kind), kind, words)


@register.simple_tag
def tag(words: str, kind: str = "plain", shape: str = "") -> SafeString:
    """The state of a thing in a table or list: a noun or participle, at most three words."""
    colour = "" if known("tag", kind) == "plain" else f" is-{kind}"
    return format_html('<span class="p-tag{}">{}{}</span>', colour, icon(shape) if shape else "", words)


@register.simple_tag
def meter(part: int, words: str, of: int = 4, worse: bool = False) -> SafeString:
    """A step of a scale, always with its words: "3 of 4: Stretched"."""
    step(part, of)
    steps = format_html_join("", "<i{}></i>", ((mark_safe(' class="on"') if at < part else "",) for at in range(of)))
    return format_html(
        '<span class="p-meter{}" aria-hidden="true">{}</span> <span class="p-nowrap">{} of {}: {}</span>',
        " is-worse" if worse else "", steps, part, of, words,
    )  # fmt: skip


@register.simple_tag
def bar(part: int, whole: int, words: str = "") -> SafeString:
    """Part of a whole, always with the words; without any it says "19 of 43"."""
    filled = min(max(part / whole, 0), 1) * 100 if whole else 0
    return format_html(
        '<div class="p-bar" aria-hidden="true"><svg viewBox="0 0 100 10" preserveAspectRatio="none">'
        '<rect width="{}" height="10"/></svg></div><p class="p-small">{}</p>',
        f"{filled:.1f}", words or f"{part:,} of {whole:,}",
    )  # fmt: skip


@register.simple_tag
def phone(number: str) -> SafeString:
    """A telephone number one can press."""
    return format_html('<a href="tel:{}" class="p-tel">{}</a>', number.replace(" ", ""), number.replace(" ", "\u00a0"))


@register.simple_tag
def queue(position: int, waiting: int) -> SafeString:
    """Up to twelve rings, yours is gold; above that the words are enough. The words stand beside it."""
    if waiting > 12:
        return mark_safe("")
    rings = format_html_join(
        "", "<i{}></i>", ((mark_safe(' class="me"') if at == position else "",) for at in range(1, waiting + 1))
    )
    return format_html('<span class="p-queue" aria-hidden="true">{}</span>', rings)


# Blocks --------------------------------------------------------------------


@register.simple_block_tag
def notice(content: str, kind: str = "plain", title: str = "", shape: str = "", role: str = "") -> SafeString:
    """Something the reader must see before going on. Words: plain, gold, better, worse, danger, done."""
    shape = shape or NOTICES[known("notice", kind)]
    colour = {"plain": "", "done": " is-brand"}.get(kind, f" is-{kind}")
    tone = {"worse": "worse", "danger": "danger"}.get(kind, "") or ("" if kind == "done" else "brand")
    head = (
        format_html('<p class="p-notice__title">{}<span>{}</span></p>', icon(shape, tone) if shape else "", title)
        if title
        else ""
    )
    voice = format_html(' role="{}"', role) if role else ""
    return format_html('<div class="p-notice{}"{}>{}{}</div>', colour, voice, head, mark_safe(content.strip()))


@register.simple_block_tag
def panel(content: str, title: str = "", level: int = 2) -> SafeString:
    """What stands beside the story, on linen."""
    head = format_html('<h{0} class="p-h3">{1}</h{0}>', level, title) if title else ""
    return format_html('<section class="p-panel">{}{}</section>', head, mark_safe(content))


@register.simple_block_tag
def fold(content: str, title: str, opened: bool = False, wide: bool = False) -> SafeString:
    """Details behind a summary; `wide` opens it by itself on wide screens (filters, lists of steps)."""
    return format_html(
        '<details class="govuk-details{}"{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary><div class="{}">{}</div></details>',
        " p-fold" if wide else "", mark_safe(" open") if opened else "", title,
        "p-stack" if wide else "govuk-details__text p-stack", mark_safe(content),
    )  # fmt: skip


@register.simple_block_tag
def quotation(content: str, by: str = "", about: str = "", first: bool = False) -> SafeString:
    """Someone's own words. No quotation marks: the thread opens it."""
    source = format_html("<b>{}</b>", by) if by and about else format_html('<span class="p-small">{}</span>', by)
    detail = format_html('<br><span class="p-small">{}</span>', about) if about else ""
    return format_html(
        '<figure class="p-quote{}"><blockquote>{}</blockquote><figcaption>{}{}</figcaption></figure>',
        " p-quote--first" if first else "", mark_safe(content.strip()), source, detail,
    )  # fmt: skip


@register.simple_block_tag
def day(content: str, when: date, title: str = "", address: str = "") -> SafeString:
    """A dated thing in a list; the day leads. Stands in `<ol class="p-day-list">`."""
    head = (
        format_html('<a href="{}" class="p-link">{}</a>', address, title)
        if address
        else format_html("<b>{}</b>", title)
    )
    return format_html(
        '<li class="p-day"><p class="p-day__date"><time datetime="{}">{} <b>{}</b> {}</time></p>'
        '<div class="p-day__what">{}{}</div></li>',
        when.isoformat(), when.strftime("%a"), when.day, when.strftime("%b"), head if title else "", mark_safe(content),
    )  # fmt: skip


# Lists of facts ------------------------------------------------------------


@register.inclusion_tag("components/summary.html")
def summary(rows: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    """A summary list: rows of (what, value) or (what, value, (words, address))."""
    rows = [(row[0], row[1], row[2] if len(row) > 2 else None) for row in rows]
    return {"rows": rows, "some_act": any(action for _, _, action in rows)}


@register.inclusion_tag("components/definitions.html")
def definitions(rows: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """How a thing is meant: term and meaning, ruled like a ledger."""
    return {"rows": rows}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*steps: str) -> dict[str, Any]:
    """The way back: words and address in turn, the page itself is not among them."""
    if len(steps) % 2:
        raise ValueError("Breadcrumbs are pairs of words and address.")
    return {"steps": list(zip(steps[::2], steps[1::2], strict=True))}


@register.inclusion_tag("components/pills.html")
def pills(options: Iterable[tuple[str, str, bool]], label: str) -> dict[str, Any]:
    """Up to six kinds with counts, a real link each: (words, address, chosen)."""
    return {"options": options, "label": label}


@register.inclusion_tag("components/thread.html")
def thread(knots: Iterable[Any]) -> dict[str, Any]:
    """The golden thread as a list: knots with shape, stage, title, address and state."""
    return {"knots": [{"knot": knot, "kind": SHAPES[known("state", knot["shape"])]} for knot in knots]}


@register.inclusion_tag("components/wait.html")
def wait(line: Any) -> dict[str, Any]:
    """One line of what waits: begins with a verb, says why and how long."""
    return {"line": line}


@register.inclusion_tag("components/urgent.html", takes_context=True)
def urgent(context: template.Context, level: int = 2) -> dict[str, Any]:
    """Worried about a child? In full, as on the front page."""
    return {"partnership": context.get("partnership"), "level": level}


@register.inclusion_tag("components/working.html")
def working(words: str, address: str, done: bool = False) -> dict[str, Any]:
    """A long job: the thread pulls while it runs, and the fragment at the address is fetched every two seconds."""
    return {"words": words, "address": address, "done": done}


@register.inclusion_tag("components/cell.html")
def cell(
    *, name: str, address: str, value: Any, unit: str = "", spark: str = "", shape: str = "", words: str = "",
    target_shape: str = "", target_words: str = "", target_kind: str = "", note: str = "", level: int = 4,
) -> dict[str, Any]:  # fmt: skip
    """One measure in the ledger: name, figure, small line, variation, target."""
    in_words = not any(character.isdigit() for character in str(value))
    return locals()


@register.inclusion_tag("components/figure.html")
def figure(
    chart: Chart, name: str, csv: str = "", json: str = "", explore: bool = False, level: int = 3
) -> dict[str, Any]:
    """A chart with caption, two cuts, key and table twin; `explore` where Plotly may take the drawing's place."""
    return {"figure": Figure(chart, name, csv, json, explore, level)}


@register.simple_tag
def spark(chart: LineChart) -> SafeString:
    """The last twenty periods as a small line; never without figure and words beside it."""
    return mark_safe(sparkline(chart))


# Lists ---------------------------------------------------------------------


@register.inclusion_tag("components/table.html")
def table(listing: Any) -> dict[str, Any]:
    """The rows of a list: heads that sort, cells that name themselves on phones."""
    return {"listing": listing}


@register.inclusion_tag("components/filters.html")
def filters(listing: Any) -> dict[str, Any]:
    """The choices of a list: folded on phones, open on wide screens."""
    return {"listing": listing, "form": listing.form}


@register.inclusion_tag("components/pagination.html")
def pagination(listing: Any) -> dict[str, Any]:
    """Where in the list one is, and the way on."""
    return {"listing": listing}


@register.inclusion_tag("components/downloads.html")
def downloads(listing: Any) -> dict[str, Any]:
    """The same rows as a file."""
    return {"listing": listing}


# Forms ---------------------------------------------------------------------


# What Django says by itself, and how the house says it: (at the field, in the summary). A form that says it better
# keeps its own words.
PLAINLY = {
    str(forms.Field.default_error_messages["required"]): ("This needs an answer.", "“{}” needs an answer."),
    str(forms.DateField.default_error_messages["invalid"]): (
        "Give a date such as 27/3/2026.",
        "“{}” needs a date such as 27/3/2026.",
    ),
    str(forms.IntegerField.default_error_messages["invalid"]): (
        "Give a whole number, in figures.",
        "“{}” needs a whole number, in figures.",
    ),
    "Enter a valid URL.": (
        "Give a web address, such as https://www.example.org.",
        "“{}” needs a web address, such as https://www.example.org.",
    ),
    NamelessField.EMPTY: (NamelessField.EMPTY, "“{}” needs an answer."),
    DayField.EMPTY: (DayField.EMPTY, "“{}” needs a day, a month and a year, such as 27 3 2026."),
}

# The same where Django's words hold a number: what it is recognised by, at the field, in the summary.
LIMITS = (
    (r"Ensure this value is greater than or equal to (.+)\.", "Give {} or more.", "“{label}” must be {} or more."),
    (r"Ensure this value is less than or equal to (.+)\.", "Give {} or less.", "“{label}” must be {} or less."),
    (
        r"Ensure this value has at most (\d+) characters \(it has (\d+)\)\.",
        "Write {} letters or fewer; this has {}.",
        "“{label}” must have {} letters or fewer; this has {}.",
    ),
    (r"Line (\d+): this looks like (.+)", "Line {}: this looks like {}", "“{label}”, line {}: this looks like {}"),
    (
        r"This has ([\d,]+) characters; ([\d,]+) are the most\.",
        "This has {} characters; {} are the most.",
        "“{label}” has {} characters; {} are the most.",
    ),
    (r"This looks like (.+)", "This looks like {}", "“{label}”: this looks like {}"),
    (r"Line (\d+) has a word (.+)", "Line {} has a word {}", "“{label}”, line {}, has a word {}"),
    (r"Select a valid choice\. .*", "Choose one of the list.", "“{label}”: choose one of the list."),
)


def _plainly(error: str, label: str = "") -> str:
    """A mistake in the house's words; with a label as the summary says it, without one as the field does."""
    if error in PLAINLY:
        return PLAINLY[error][1].format(label) if label else PLAINLY[error][0]
    for pattern, at_field, in_summary in LIMITS:
        if found := re.fullmatch(pattern, error, re.DOTALL):
            return in_summary.format(*found.groups(), label=label) if label else at_field.format(*found.groups())
    return error


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """What is to be put right, on top of the page, with focus; each line leads to its field."""
    lines = [("", str(error)) for error in form.non_field_errors()]
    for field in form:
        for error in map(str, field.errors):
            lines.append((first_input(field), _plainly(error, str(field.label))))
    return {"lines": lines}


@register.filter
def mistakes(field: forms.BoundField) -> list[str]:
    """The mistakes of a field, in plain words."""
    return [_plainly(str(error)) for error in field.errors]


@register.filter
def first_input(field: forms.BoundField) -> str:
    """The id of the first input of a field, where a link in the error summary leads."""
    if field.widget_type in ("radioselect", "checkboxselectmultiple"):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def groups_of(form: forms.BaseForm) -> list[tuple[str, list[Any]]]:
    """The visible fields of a form under its headings; a form without `groups` is one group without a heading."""
    named = getattr(form, "groups", ())
    taken = {name for _, names in named for name in names}
    groups = [(heading, [form[name] for name in names if name in form.fields]) for heading, names in named]
    rest = [field for field in form.visible_fields() if field.name not in taken]
    return [*groups, ("", rest)] if rest else groups
