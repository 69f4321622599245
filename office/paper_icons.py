"""The icons of the portal drawn into a page for paper, where no sprite and no style sheet reaches a drawing."""

import re
from collections.abc import Callable
from functools import partial

ICON = re.compile(r'<svg class="p-icon(?P<kind>[^"]*)"(?P<rest>[^>]*)><use href="[^"#]*#(?P<name>[\w-]+)"/></svg>')
SYMBOL = re.compile(r'<symbol id="(?P<name>[\w-]+)" viewBox="(?P<box>[^"]+)">(?P<drawn>.*?)</symbol>', re.S)
COLOUR = re.compile(r"--p-(?P<word>[\w-]+):\s*(?P<colour>#[0-9a-f]{3,8})")
VARIABLE = re.compile(r"var\(--p-paper,\s*(#[0-9a-f]+)\)")
INK = "ink"


def draw(html: str, *, read: Callable[[str], str]) -> str:
    """The page with each icon's own drawing in its meaning's colour; `read` gives the text of a static file."""
    if not ICON.search(html):
        return html
    symbols = {each["name"]: each for each in SYMBOL.finditer(read("img/icons.svg"))}
    colours = {each["word"]: each["colour"] for each in COLOUR.finditer(read("css/tokens.css"))}
    return ICON.sub(partial(_drawn, symbols=symbols, colours=colours), html)


def _drawn(icon: re.Match[str], *, symbols: dict[str, re.Match[str]], colours: dict[str, str]) -> str:
    symbol = symbols[icon["name"]]
    kind = next((word.removeprefix("is-") for word in icon["kind"].split()), INK)
    colour = colours.get({"none": "steady"}.get(kind, kind), colours[INK])
    drawn = VARIABLE.sub(r"\1", symbol["drawn"])
    return f'<svg class="p-icon{icon["kind"]}"{icon["rest"]} viewBox="{symbol["box"]}" color="{colour}">{drawn}</svg>'
