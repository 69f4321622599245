"""How many runs a course needs: from who asks, who must renew, who is new, to places and runs. Pure."""

from dataclasses import dataclass
from math import ceil

# Fewer than this share of a run's places is no reason for another run.
WORTH_A_RUN = 0.4


@dataclass(frozen=True)
class Wanted:
    """The numbers of one course.

    interested, waiting: people by name. surveyed: people the agencies say need it within the year. new: people new in
    post who must have it and lack it. short: people whose certificate ends without a place in time. free: places left
    on dates to come. usual: places of a usual run. findings: of audits, reviews and the like on its themes in a year.
    """

    interested: int = 0
    waiting: int = 0
    surveyed: int = 0
    new: int = 0
    short: int = 0
    free: int = 0
    usual: int = 20
    findings: int = 0

    @property
    def places(self) -> int:
        """Places wanted beyond those planned. Agencies count their new people in the survey, so the larger holds.

        Whoever asks by name is not added to the survey either: the larger of the two holds.
        """
        asked = max(self.interested + self.waiting, self.surveyed, self.new)
        return max(0, asked - self.free) + self.short

    @property
    def runs(self) -> int:
        """Runs to propose; a course with findings and no place left at all gets one, whoever has asked."""
        if self.usual < 1:
            raise ValueError("A run has at least one place.")
        by_places = ceil(self.places / self.usual - WORTH_A_RUN) if self.places else 0
        return max(by_places, 1 if self.findings and not self.free else 0)

    @property
    def why(self) -> str:
        """The numbers in a sentence; "Nothing asks for it" without any."""
        told = [
            (self.waiting, "on waiting lists"), (self.interested, "interested"),
            (self.surveyed, "needed by the agencies’ survey"), (self.new, "new in post without it"),
            (self.short, "certificates that end without a place"),
        ]  # fmt: skip
        words = [f"{count:,} {what}" for count, what in told if count]
        if self.findings:
            words.append(f"{self.findings} {'finding' if self.findings == 1 else 'findings'} on its themes in a year")
        if not words:
            return "Nothing asks for it."
        return f"{', '.join(words)}; {self.free:,} {'place' if self.free == 1 else 'places'} free on dates to come."
