"""Every pair of colours in use can be read: 4.5 to 1 for text, 3 to 1 for shapes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEET = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
TOKENS = dict(re.findall(r"--p-([a-z-]+):\s*(#[0-9a-f]{3,6})\b", SHEET)) | {"white": "#ffffff"}

TEXT, SHAPE = 4.5, 3.0
GROUNDS = ("paper", "ground", "brand-tint")
TINTS = ("better-tint", "worse-tint", "steady-tint", "notable-tint", "danger-tint", "thread-tint", "thread")
KINDS = ("better", "worse", "steady", "notable", "danger")
PAIRS = [
    *((ink, on, TEXT) for ink in ("ink", "soft", "link", "brand") for on in GROUNDS),
    *(("ink", on, TEXT) for on in TINTS),
    *(("link", on, TEXT) for on in ("better-tint", "worse-tint", "danger-tint", "thread-tint")),
    *((kind, on, TEXT) for kind in KINDS for on in ("paper", "ground", f"{kind}-tint")),
    *(("white", on, TEXT) for on in ("brand", "brand-deep", "danger", "better", "worse", "notable")),
    ("thread", "brand", TEXT),
    ("thread", "brand-deep", TEXT),
    ("bar-soft", "paper", SHAPE),
    ("bar-soft", "ground", SHAPE),
    ("soft", "range", SHAPE),
    *((edge, on, SHAPE) for edge in ("edge", "thread-edge") for on in ("paper", "ground")),
]


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_sum_of_contrast_is_right():
    # Values of the WCAG's own examples: black on white, and the lightest grey that passes on white.
    assert (round(contrast("#000", "#fff"), 1), round(contrast("#767676", "#ffffff"), 2)) == (21.0, 4.54)


@pytest.mark.parametrize(("ink", "on", "need"), PAIRS, ids=lambda value: str(value))
def test_every_pair_in_use_has_contrast_enough(ink, on, need):
    ratio = contrast(TOKENS[ink], TOKENS[on])

    assert ratio >= need, f"{ink} on {on} has {ratio:.1f}, needs {need}"
