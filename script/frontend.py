"""Copies the front-end files that are installed, never committed, from node_modules to static/vendor.

The compiled GOV.UK Frontend sheet loses what only gov.uk services may use: the GDS Transport
font, the crest, and every reference to /assets. Running it again changes nothing.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"

GOVUK = MODULES / "govuk-frontend" / "dist" / "govuk"
FONT = MODULES / "@fontsource-variable" / "public-sans"
PLOTLY = MODULES / "plotly.js-cartesian-dist-min"

# What is taken, from where, under which name.
FILES = {
    "govuk-frontend.min.css": GOVUK / "govuk-frontend.min.css",
    "govuk-frontend.min.js": GOVUK / "govuk-frontend.min.js",
    "public-sans-latin-wght-normal.woff2": FONT / "files" / "public-sans-latin-wght-normal.woff2",
    "public-sans-licence.txt": FONT / "LICENSE",
    "plotly-cartesian.min.js": PLOTLY / "plotly-cartesian.min.js",
}


def stripped_sheet(sheet: str) -> str:
    """The compiled sheet without the font, the crest and the source map; raises ValueError if any is left."""
    sheet = re.sub(r"/\*!? ?Copyright.*?\*/", "", sheet, flags=re.DOTALL)
    sheet = re.sub(r"@font-face\{font-family:GDS Transport[^}]*\}", "", sheet)
    sheet = sheet.replace("font-family:GDS Transport,arial,sans-serif", "font-family:var(--p-font,arial,sans-serif)")
    sheet = sheet.replace("font-family:sans-serif", "font-family:var(--p-font,sans-serif)")  # its print rules
    sheet = re.sub(r"[^{}]*\{[^{}]*url\(/assets/[^{}]*\}", "", sheet)
    sheet = re.sub(r"/\*# sourceMappingURL.*?\*/", "", sheet)
    left = [word for word in ("GDS", "/assets/") if word in sheet]
    if left:
        raise ValueError(
            f"The GOV.UK Frontend sheet still names {' and '.join(left)}; script/frontend.py must learn its new form."
        )
    return sheet


def content(name: str, source: Path) -> bytes:
    """What is to be written under this name."""
    if name.endswith(".css"):
        return stripped_sheet(source.read_text(encoding="utf-8")).encode()
    text = source.read_bytes()
    if name.endswith(".js"):  # a source map we do not serve would be a broken link in strict static storage
        text = re.sub(rb"\n?//# sourceMappingURL=\S*\s*$", b"\n", text)
    return text


def write(target: Path, data: bytes) -> bool:
    """Writes the file whole or not at all; says whether anything changed."""
    if target.exists() and target.read_bytes() == data:
        return False
    half = target.with_suffix(target.suffix + ".half")
    half.write_bytes(data)
    half.replace(target)
    return True


def main() -> int:
    missing = [str(source.relative_to(ROOT)) for source in FILES.values() if not source.is_file()]
    if missing:
        print(
            "Front-end packages are not installed: " + ", ".join(missing) + " missing.\n"
            "Run: npm ci --ignore-scripts --no-audit --no-fund",
            file=sys.stderr,
        )
        return 1
    VENDOR.mkdir(parents=True, exist_ok=True)
    try:
        changed = [name for name, source in FILES.items() if write(VENDOR / name, content(name, source))]
    except (OSError, ValueError) as problem:
        print(f"The front-end files could not be copied to static/vendor: {problem}", file=sys.stderr)
        return 1
    print(
        f"Front end: {len(changed)} of {len(FILES)} files written to static/vendor."
        if changed
        else "Front end: nothing to do."
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
