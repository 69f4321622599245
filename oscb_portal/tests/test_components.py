"""The components render the markup of the look, and refuse words they do not know."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from oscb_portal import gallery
from oscb_portal.components import ICONS, NOTICES, SHAPES, WORDS, UnknownWordError

ROOT = Path(settings.BASE_DIR)


def drawn(source, **context):
    html = engines["django"].from_string("{% load ui %}" + source).render(context)
    return re.sub(r">\s+<", "><", html).strip()


def test_the_icons_are_those_of_the_sprite():
    sprite = (ROOT / "static/img/icons.svg").read_text()

    assert tuple(re.findall(r'<symbol id="([a-z-]+)"', sprite)) == ICONS


def test_every_shape_and_every_icon_of_a_notice_is_in_the_sprite():
    assert (set(SHAPES) | set(NOTICES.values())) - {""} <= set(ICONS)


def test_an_icon_beside_words_is_silent_and_alone_it_has_a_name():
    assert drawn('{% icon "late" %}') == (
        '<svg class="p-icon" aria-hidden="true" focusable="false"><use href="/static/img/icons.svg#late"/></svg>'
    )
    assert drawn('{% icon "late" kind="worse" label="late" %}') == (
        '<svg class="p-icon is-worse" role="img" aria-label="late" focusable="false">'
        '<use href="/static/img/icons.svg#late"/></svg>'
    )


def test_a_state_is_a_shape_and_words_in_the_colour_of_the_shape():
    html = drawn('{% state "worse-down" "Getting worse: falling" %}')

    assert html == (
        '<p class="p-state"><svg class="p-icon is-worse" aria-hidden="true" focusable="false">'
        '<use href="/static/img/icons.svg#worse-down"/></svg><span class="is-worse">Getting worse: falling</span></p>'
    )


def test_a_meter_says_its_step_in_words():
    html = drawn('{% meter 3 "Stretched" %}')

    assert html == (
        '<span class="p-meter" aria-hidden="true"><i class="on"></i><i class="on"></i><i class="on"></i><i></i></span>'
        '<span class="p-nowrap">3 of 4: Stretched</span>'
    )


@pytest.mark.parametrize(("part", "whole", "width"), [(19, 43, "44.2"), (0, 0, "0.0"), (50, 40, "100.0")])
def test_a_bar_is_as_long_as_its_part_and_never_longer_than_the_whole(part, whole, width):
    html = drawn("{% bar part whole %}", part=part, whole=whole)

    assert re.findall(r'<rect width="([0-9.]+)"', html) == [width]
    assert f"{part} of {whole}" in html


def test_a_notice_leads_with_its_title_and_keeps_its_words():
    html = drawn('{% notice "worse" title="Late" role="status" %}<p>Since Monday.</p>{% endnotice %}')

    assert html == (
        '<div class="p-notice is-worse" role="status"><p class="p-notice__title">'
        '<svg class="p-icon is-worse" aria-hidden="true" focusable="false">'
        '<use href="/static/img/icons.svg#late"/></svg>'
        "<span>Late</span></p><p>Since Monday.</p></div>"
    )


def test_what_a_person_typed_is_never_markup():
    typed = "<script>alert(1)</script>"
    sources = (
        "{% tag typed %}",
        '{% state "late" typed %}',
        "{% notice title=typed %}{{ typed }}{% endnotice %}",
        "{% quotation by=typed about=typed %}{{ typed }}{% endquotation %}",
        "{% fold typed %}{{ typed }}{% endfold %}",
        "{% panel title=typed %}{{ typed }}{% endpanel %}",
        "{% bar 1 2 typed %}{% meter 1 typed %}{% phone typed %}",
        "{% day when typed typed %}{{ typed }}{% endday %}",
        "{% summary rows %}{% definitions rows %}{% breadcrumbs typed typed %}",
    )

    html = "".join(drawn(source, typed=typed, when=date(2026, 11, 23), rows=[(typed, typed)]) for source in sources)

    assert html.count("<script>") == 0
    assert html.count("&lt;script&gt;") > 15


def test_a_telephone_number_can_be_pressed_and_does_not_break():
    assert drawn('{% phone "01632 960150" %}') == '<a href="tel:01632960150" class="p-tel">01632\u00a0960150</a>'


def test_a_day_is_a_date_for_machines_too():
    html = drawn('{% day when "Working with fathers" "/x/" %}{% endday %}', when=date(2026, 11, 19))

    assert '<time datetime="2026-11-19">Thu <b>19</b> Nov</time>' in html
    assert '<a href="/x/" class="p-link">Working with fathers</a>' in html


def test_a_queue_draws_up_to_twelve_rings_and_then_leaves_it_to_the_words():
    assert drawn("{% queue 3 7 %}").count("<i") == 7
    assert drawn("{% queue 3 13 %}") == ""


@pytest.mark.parametrize(
    ("source", "component"),
    [
        ('{% icon "warning" %}', "icon"),
        ('{% icon "late" kind="red" %}', "kind"),
        ('{% state "green" "Good" %}', "state"),
        ('{% tag "Done" "green" %}', "tag"),
        ('{% notice "warning" %}{% endnotice %}', "notice"),
    ],
)
def test_an_unknown_word_is_an_error_that_lists_the_known_ones(source, component):
    with pytest.raises(UnknownWordError) as told:
        drawn(source)

    assert str(told.value).endswith(f"It knows: {', '.join(WORDS[component])}.")


@pytest.mark.parametrize("part", [0, 5])
def test_a_meter_has_no_step_beyond_its_scale(part):
    with pytest.raises(UnknownWordError, match="It knows: 1 to 4"):
        drawn("{% meter part 'x' %}", part=part)


@pytest.mark.parametrize("example", gallery.examples(), ids=lambda example: example.name)
def test_every_example_of_the_gallery_renders_something(example):
    assert len(re.sub(r"<[^>]+>", "", example.looks).strip()) + example.looks.count("<svg") > 0


def test_the_gallery_shows_every_component():
    source = (ROOT / "oscb_portal/templatetags/ui.py").read_text()
    tags = set(re.findall(r"@register\.(?:simple_tag|simple_block_tag|inclusion_tag).*\ndef (\w+)", source))
    # Those that need a list, a form or the page round them are shown by the pages themselves.
    elsewhere = {"table", "filters", "pagination", "downloads", "error_summary", "urgent"}

    assert tags - {example.name.split(",")[0] for example in gallery.examples()} == elsewhere
