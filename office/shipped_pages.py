"""The first pages, which come with the portal as drafts of what the law asks for; the office owns them once loaded."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "pages"


@dataclass(frozen=True)
class Shipped:
    """One page as delivered: the name of its file is its address; its title and summary are the first two lines."""

    slug: str
    title: str
    summary: str
    body: str


def shipped() -> list[Shipped]:
    """Every page of the folder; ValueError names a file that has no title or summary."""
    return [_read(path) for path in sorted(FOLDER.glob("*.md"))]


def _read(path: Path) -> Shipped:
    title, _, rest = path.read_text(encoding="utf-8").partition("\n")
    summary, _, body = rest.strip().partition("\n")
    if not title.startswith("# ") or not summary.startswith("> ") or not body.strip():
        raise ValueError(f"{path.name} must begin with a title (#) and a summary (>), and then say something.")
    return Shipped(path.stem, title.removeprefix("# ").strip(), summary.removeprefix("> ").strip(), body.strip())
