"""Markdown of the office: what it becomes, and what never gets through."""

import re

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as some

from office.markdown import to_html, to_text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hello **you**", '<p class="p-text">Hello <strong>you</strong></p>\n'),
        ("# A\n\n### B", '<h2 class="p-h2">A</h2>\n<h3 class="p-h3">B</h3>\n'),
        ("## A\n\n### B", '<h2 class="p-h2">A</h2>\n<h3 class="p-h3">B</h3>\n'),
        ("- a", '<ul class="govuk-list govuk-list--bullet">\n<li>a</li>\n</ul>\n'),
        (
            "[us](https://example.org)",
            '<p class="p-text"><a href="https://example.org" class="govuk-link" rel="noopener noreferrer">us</a></p>\n',
        ),
        ("[us](javascript:alert(1))", '<p class="p-text">[us](javascript:alert(1))</p>\n'),
        ("<script>alert(1)</script>", '<p class="p-text">&lt;script&gt;alert(1)&lt;/script&gt;</p>\n'),
    ],
)
def test_what_the_office_writes_becomes_plain_safe_html(text: str, html: str) -> None:
    assert to_html(text) == html


def test_a_picture_from_elsewhere_is_never_shown() -> None:
    assert "<img" not in to_html("![x](https://example.org/spy.png)")


def test_the_head_of_a_table_heads_its_column() -> None:
    assert '<th class="govuk-table__header" scope="col">' in to_html("|a|b|\n|-|-:|\n|1|2|") or (
        '<th scope="col" class="govuk-table__header">' in to_html("|a|b|\n|-|-:|\n|1|2|")
    )


@for_any(some.text(alphabet="<>()[]!#*_`&\"'=/: abscriptonhref\n", max_size=120))
def test_nothing_typed_ever_makes_a_tag_that_is_not_allowed(text: str) -> None:
    tags = set(re.findall(r"<\s*([a-z0-9]+)", to_html(text)))

    assert tags <= {
        "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
        "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
    }  # fmt: skip
    assert not re.search(r"<[^>]*\son\w+=", to_html(text))


def test_the_words_alone_have_no_signs() -> None:
    assert to_text("# Title\n\nSome *words* and\nmore\n\n    code") == "Title\nSome words and more\ncode"
