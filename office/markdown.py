"""The office's Markdown as HTML that is safe to show: no raw HTML, no pictures from elsewhere, headings from h2 on."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

# Raw HTML is shown as text, not passed on; tables and struck-out text are what offices ask for beyond the standard.
PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"]).disable("image")
TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
CLASSES = {
    "a": "govuk-link",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "table": "govuk-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "h2": "p-h2",
    "h3": "p-h3",
    "p": "p-text",
}


def to_html(text: str) -> SafeString:
    """The text as sanitised HTML; what is no Markdown comes out as plain words."""
    tokens = PARSER.parse(text)
    _lower_headings(tokens)
    for token in tokens:
        for each in (token, *(token.children or ())):
            _dress(each)
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "th": {"scope"}, "ol": {"start"}},
        allowed_classes={tag: set(words.split()) for tag, words in CLASSES.items()},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(clean)


def to_text(text: str) -> str:
    """The words alone, for search and for plain letters."""
    lines = []
    for token in PARSER.parse(text):
        words = "".join(" " if child.type.endswith("break") else child.content for child in token.children or ())
        if token.type == "inline":
            lines.append(words)
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.strip())
    return "\n".join(lines)


def _lower_headings(tokens: list[Token]) -> None:
    """Let the highest heading be h2, below the title of the page, and no level be left out on the way down."""
    opened = [token for token in tokens if token.type == "heading_open"]
    highest = min((int(token.tag[1]) for token in opened), default=1)
    level, tag = 1, "h2"
    for token in tokens:
        if token.type == "heading_open":
            level = min(int(token.tag[1]) - highest + 2, level + 1)
            tag = f"h{min(level, 6)}"
        if token.type in ("heading_open", "heading_close"):
            token.tag = tag


def _dress(token: Token) -> None:
    """Give an opening tag its class; a head of a table says that it heads its column."""
    if token.nesting == 1 and token.tag in CLASSES:
        token.attrSet("class", CLASSES[token.tag])
    if token.type == "th_open":
        token.attrSet("scope", "col")
