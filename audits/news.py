"""News of a self-assessment, as one part of a person's daily letter or as a letter of its own."""

from datetime import datetime

from office import letters
from office.letters import Topic, Urgency
from office.models import Letter
from partnership.models import Person


def write(
    *, to: Person, subject: str, sentence: str, address: str, key: str, at: datetime, topic: str = Topic.OFFICE,
    urgency: str = Urgency.DIGEST, words: str = "",
) -> Letter | None:  # fmt: skip
    """One letter; `address` is a path of ours, `words` a paragraph somebody wrote; None when the person wants none."""
    return letters.write(
        to=to, topic=topic, urgency=urgency, template="audits/news", key=key, at=at,
        context={"subject_words": subject, "sentence": sentence, "address": address, "words": words},
    )  # fmt: skip
