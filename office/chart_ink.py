"""The colours of our charts written out, for drawings that no style sheet reaches: files of their own, and PDF."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

_TOKEN = re.compile(r"var\((--p-[a-z-]+)\)")
_DECLARED = re.compile(r"(--p-[a-z-]+):\s*([^;]+);")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r'class="([^"]*)"')


@cache
def style() -> str:
    """Every rule of the chart grammar with the tokens put in."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    tokens = dict(_DECLARED.findall((folder / "tokens.css").read_text(encoding="utf-8")))
    rules = [
        line for line in (folder / "charts.css").read_text(encoding="utf-8").splitlines() if line.startswith(".c-")
    ]
    plain = _TOKEN.sub(lambda match: tokens.get(match[1], "#000").strip(), "".join(rules))
    # The first font is at hand in a PDF; a file of its own has to do with what its reader has.
    return plain.replace('"', "").replace("<", "")


def style_of(drawing: str) -> str:
    """The rules that the classes of one drawing need; "" where it bears none of the grammar."""
    used = {name for names in _CLASS.findall(drawing) for name in names.split()}
    needed = [
        f"{','.join(kept)}{{{body}}}"
        for heads, body in _RULE.findall(style())
        if (kept := [head.strip() for head in heads.split(",") if head.strip().lstrip(".").split(" ")[0] in used])
    ]
    return "".join(needed)
