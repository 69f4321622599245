"""How well findings are suggested for repeat messages: precision and recall on made-up labelled texts.

The limit of likeness (reviews/likeness.py) was chosen on the odd lines of each kind; the even ones are only measured.
`--tune` prints both figures for several limits on the odd lines.
"""

import sys
from pathlib import Path

from reviews import likeness

TEXTS = Path(__file__).parent / "data" / "messages.txt"
MESSAGES = {
    "P": "Too few placements near home. Children who cannot live at home are placed far from school, friends and "
    "services because there is no place near home. Reviews find that far away means fewer visits and plans that drift.",
    "C": "Categories of abuse do not fit harm outside the home. The categories of a child protection plan name what "
    "parents do. Teenagers who are exploited, or at risk in several ways at once, are put under a category that does "
    "not say what has to stop.",
    "N": "The National Referral Mechanism (NRM) changes little for a child. A child who was exploited or trafficked "
    "waits for months for a modern slavery decision of the National Referral Mechanism, and nothing follows from it "
    "that social care would not do anyway.",
    "A": "Nobody governs both academies and the local authority. Trusts answer to the regions group of the department, "
    "maintained schools to the local authority. When an academy does not do its part in safeguarding, nobody can ask "
    "it to.",
}


def labelled(*, odd: bool) -> list[tuple[str, str]]:
    """Label and text of the odd or the even lines of each label."""
    lines = [line.rstrip("\n").split("\t") for line in TEXTS.read_text("utf-8").splitlines()]
    rows = [(label, text) for label, text in (line for line in lines if len(line) == 2)]
    seen: dict[str, int] = {}
    kept = []
    for label, text in rows:
        seen[label] = seen.get(label, 0) + 1
        if seen[label] % 2 == odd:
            kept.append((label, text))
    return kept


def judged(rows: list[tuple[str, str]], least: float, *, confirmed: int = 0) -> tuple[float, float, int]:
    """Precision and recall of all suggestions, and how many there were.

    `confirmed` odd lines of each message stand for evidence a person has confirmed before.
    """
    texts = [text for _, text in rows]
    right = wrong = missed = 0
    for key, words in MESSAGES.items():
        known = [text for label, text in labelled(odd=True) if label == key][:confirmed]
        message = " ".join([words, *known])
        found = {place for place, _ in likeness.suggest(message, texts, least=least)}
        belongs = {place for place, (label, _) in enumerate(rows) if label == key}
        right, wrong, missed = right + len(found & belongs), wrong + len(found - belongs), missed + len(belongs - found)
    return right / max(1, right + wrong), right / max(1, right + missed), right + wrong


def main() -> None:
    """Measure."""
    if "--tune" in sys.argv:
        for least in (0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15):
            precision, recall, count = judged(labelled(odd=True), least)
            print(f"limit {least:.2f}: precision {precision:.2f}, recall {recall:.2f}, {count} suggestions")
        return
    rows = labelled(odd=False)
    for name, part in (("tuned on", labelled(odd=True)), ("never used", rows)):
        precision, recall, count = judged(part, likeness.LIKE_ENOUGH)
        print(f"{name}: {len(part)} texts, precision {precision:.2f}, recall {recall:.2f}, {count} suggestions")
    precision, recall, count = judged(rows, likeness.LIKE_ENOUGH, confirmed=5)
    print(
        f"never used, with five findings confirmed: precision {precision:.2f}, recall {recall:.2f}, {count} suggestions"
    )
    precision, recall, _ = judged(rows, likeness.LIKE_ENOUGH)
    print(f"messages: precision {precision:.2f} recall {recall:.2f} on {len(rows)} texts never used while tuning")


if __name__ == "__main__":
    main()
