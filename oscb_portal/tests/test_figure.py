"""A chart on a page: two cuts, a sentence, a key of what is drawn, and the table that says the same."""

import json
import re
from datetime import date

from django.template import engines

from figures.charts import Bar, BarChart, LineChart, Note, Point, State, Target, Unit

PERCENT = Unit(suffix="%", lowest=0, highest=100)


def a_line(**changes):
    points = (
        Point(date(2026, 1, 1), "January 2026", 40, words="Usual"),
        Point(date(2026, 2, 1), "February 2026", 52, State.BETTER, "Improving: rising"),
        Point(date(2026, 3, 1), "March 2026", None, State.HIDDEN),
    )
    words = {
        "title": "Fathers at conferences",
        "sentence": "52% in February <2026>.",
        "unit": PERCENT,
        "points": points,
    }
    return LineChart(**(words | changes))


def drawn(source, **context):
    return engines["django"].from_string("{% load ui %}" + source).render(context)


def test_the_drawing_is_silent_and_the_caption_and_the_table_say_what_it_shows():
    html = drawn('{% figure chart "fathers" csv="/fathers.csv" %}', chart=a_line())

    svgs = re.findall(r"<svg[^>]*>", html)
    assert [svg for svg in svgs if 'aria-hidden="true"' not in svg] == []
    assert len(re.findall(r'viewBox="0 0 (1160|340) ', html)) == 2
    assert "52% in February &lt;2026&gt;." in html
    assert re.findall(r'<th scope="row">([^<]+)</th><td>([^<]+)</td>', html) == [
        ("March 2026", "Hidden: small number"),
        ("February 2026", "52%"),
        ("January 2026", "40%"),
    ]
    assert '<a href="/fathers.csv" download>' in html


def test_the_key_says_what_the_marks_mean():
    html = drawn('{% figure chart "fathers" %}', chart=a_line(target=Target(60, "Target 60%")))

    words = re.findall(r"</svg>([^<]+)</li>", re.search(r'<ul class="p-key".*?</ul>', html, re.DOTALL).group(0))

    assert words == ["Improving", "Target"]


def test_what_happened_is_told_in_words_by_its_letter():
    html = drawn('{% figure chart "fathers" %}', chart=a_line(notes=(Note(1, "A", "Letters to fathers"),)))

    assert "<li><b>A</b> Letters to fathers</li>" in html


def test_a_chart_is_explored_only_where_the_page_asks_for_it():
    plain = drawn('{% figure chart "fathers" %}', chart=a_line())
    explored = drawn('{% figure chart "fathers" explore=True %}', chart=a_line())

    source = re.search(r'<script id="figure-fathers" type="application/json">(.*?)</script>', explored).group(1)
    assert ("<script" in plain, "data-chart" in plain) == (False, False)
    assert sorted(json.loads(source)) == ["data", "layout"]
    assert 'data-chart="figure-fathers"' in explored


def test_bars_need_no_key():
    chart = BarChart("Plans", "Neglect leads.", Unit(), (Bar("Neglect", 60, chosen=True), Bar("Emotional", 30)))

    html = drawn('{% figure chart "plans" %}', chart=chart)

    assert ("Key to the chart" in html, "Neglect leads." in html) == (False, True)
