"""What waits for a person: one line for each thing to do, whatever room it comes from. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Wait:
    """One line of the signed-in front page.

    `what` begins with a verb ("Decide on a place for Mina Roy"); `why` says why and how long in one sentence;
    `due` may be None (whenever you like); `address` is where it is done.
    """

    what: str
    why: str
    address: str
    due: date | None = None
