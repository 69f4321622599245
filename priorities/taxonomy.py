"""The themes as they are written in data/themes.toml. Pure."""

import tomllib
from pathlib import Path

THEMES: tuple[tuple[str, str], ...] = tuple(
    (each["slug"], each["name"])
    for each in tomllib.loads((Path(__file__).parent / "data" / "themes.toml").read_text("utf-8"))["theme"]
)
