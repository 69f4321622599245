"""Makes records of a children in need census: referrals, episodes of need, assessments, enquiries and plans.

Pure. Supports the census of 2017 to 2026: sex as a number or as a letter, yes and no as 0/1 or true/false, and
modules that came later (those that no measure needs are passed over).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dashboard import cell_values, codes
from dashboard.codes import Spellings
from dashboard.faults import Fault, FaultFound
from dashboard.file_reasons import CannotRead, Reason
from dashboard.records import Record, Taken, Unknown, age_band

Node = dict[str, Any]


@dataclass(frozen=True)
class Header:
    """What the census says of itself."""

    authority: str
    reference_date: dt.date | None


def read_header(node: Node) -> Header:
    """The authority and reference date of the census; raises CannotRead when it is another collection."""
    if _text(node, "CollectionDetails", "Collection") != "CIN":
        raise CannotRead(Reason.NOT_A_CENSUS)
    try:
        reference_date = cell_values.date(_text(node, "CollectionDetails", "ReferenceDate"))
    except cell_values.Unreadable:
        reference_date = None
    return Header(_text(node, "Source", "LEA"), reference_date)


def _text(node: Node, *path: str) -> str:
    """The text of the first element at the path, or nothing."""
    for name in path:
        found = node["parts"].get(name)
        if not found:
            return ""
        node = found[0]
    return cell_values.text(node["text"])


@dataclass
class ChildReader:
    """Makes the records of one child element; its rows in a report are the lines of the file."""

    child: Node
    today: dt.date
    own: Spellings = field(default_factory=dict)
    records: list[Taken] = field(default_factory=list)

    def read(self) -> list[Taken]:
        """One Taken for each referral, episode, assessment, enquiry and plan; one more for faults of the child."""
        about = Part(self.child, "Child", own=self.own)
        identifiers = about.only("ChildIdentifiers")
        self.reference = identifiers.value("LAchildID", cell_values.reference, Fault.REFERENCE_TOO_LONG, essential=True)
        self.born_on = identifiers.date("PersonBirthDate") or identifiers.date("ExpectedPersonBirthDate")
        self.facts = {
            "sex": _sex(identifiers),
            "ethnic_group": _ethnic_group(about.only("ChildCharacteristics")),
            "disability": _disability(about.only("ChildCharacteristics")),
        }
        episodes = about.each("CINdetails")
        if not self.reference:
            return [Taken(faults=about.faults), *(Taken(refused=True, table="referral") for _ in episodes)]
        if about.faults:
            self.records.append(Taken(faults=about.faults, unknown=self._unknown(about)))
        for episode in episodes:
            self._episode(episode)
        return self.records

    def _episode(self, part: "Part") -> None:
        referred_on = part.event("CINreferralDate", self.today)
        source = part.code("ReferralSource", "source", required=True)
        nfa = part.yes_or_no("ReferralNFA", required=True)
        # A referral that ends without further action opens no episode of need.
        episode = self._need(part) if referred_on and nfa is not True else None
        self._keep(
            "referral",
            part,
            referred_on,
            {
                "referred_on": referred_on,
                "source_code": source.code,
                "source_group": source.group,
                "no_further_action": nfa,
            },
        )
        if episode is not None:
            self._keep("childinneed", part, referred_on, {"started_on": referred_on, **episode})
        plans = [self._plan(plan) for plan in part.each("ChildProtectionPlans")]
        for assessment in part.each("Assessments"):
            self._assessment(assessment, referred_on)
        for enquiry in part.each("Section47"):
            self._section_47(enquiry, {started for started in plans if started})

    def _keep(self, table: str, part: "Part", event: dt.date | None, values: dict[str, Any]) -> None:
        """Keep a record; the faults of its part go with the first record made of it."""
        faults, part.faults = part.faults, []
        unknown = self._unknown(part)
        if event is None:
            self.records.append(Taken(faults=faults, refused=True, table=table))
            return
        record = Record(
            table=table,
            sheet=part.name,
            row=part.line,
            child=self.reference,
            key=(self.reference, event.isoformat()),
            values={**self.facts, "age_band": age_band(self.born_on, event, stated=None), **values},
        )
        self.records.append(Taken(record, faults, unknown=unknown))

    def _unknown(self, part: "Part") -> list[Unknown]:
        """The values of the part that nobody knows the meaning of; they go with its first record, too."""
        found, part.unknown[:] = list(part.unknown), []
        return [Unknown(each.code_set, column, each.written, self.reference) for column, each in found]

    def _need(self, part: "Part") -> dict[str, Any]:
        values = {
            "primary_need": part.code("PrimaryNeedCode", "primary_need").code,
            "closed_on": part.date("CINclosureDate"),
            "closure_reason": part.code("ReasonForClosure", "closure_reason").code,
            "conference_on": part.date("DateOfInitialCPC"),
        }
        if bool(values["closed_on"]) != bool(values["closure_reason"]):
            part.fault(Fault.CONTRADICTION, "ReasonForClosure")
        return values

    def _assessment(self, part: "Part", referred_on: dt.date | None) -> None:
        started_on = part.event("AssessmentActualStartDate", self.today)
        factors = part.only("FactorsIdentifiedAtAssessment")
        values = {
            "started_on": started_on,
            "referred_on": referred_on,
            "authorised_on": part.date("AssessmentAuthorisationDate", not_before=started_on),
            "factors": sorted({code for code in factors.codes("AssessmentFactors", "assessment_factor") if code}),
        }
        self._keep("assessment", part, started_on, values)

    def _section_47(self, part: "Part", plans: set[dt.date]) -> None:
        started_on = part.event("S47ActualStartDate", self.today)
        conference_on = part.date("DateOfInitialCPC", not_before=started_on)
        not_needed = part.yes_or_no("ICPCnotRequired", required=True)
        if not_needed and conference_on:
            part.fault(Fault.CONTRADICTION, "DateOfInitialCPC")
            not_needed = None
        values = {
            "started_on": started_on,
            "conference_on": conference_on,
            "conference_not_needed": not_needed,
            # A plan starts on the day of the conference that made it.
            "led_to_plan": conference_on in plans if conference_on else None,
        }
        self._keep("section47", part, started_on, values)

    def _plan(self, part: "Part") -> dt.date | None:
        started_on = part.event("CPPstartDate", self.today)
        reviews = part.only("Reviews").dates("CPPreviewDate")
        values = {
            "started_on": started_on,
            "ended_on": part.date("CPPendDate", not_before=started_on),
            "initial_category": part.code("InitialCategoryOfAbuse", "abuse_category", required=True).code,
            "latest_category": part.code("LatestCategoryOfAbuse", "abuse_category", required=True).code,
            "earlier_plans": part.value("NumberOfPreviousCPP", cell_values.whole_number, Fault.NOT_A_NUMBER),
            "last_review_on": max(reviews, default=None),
        }
        self._keep("protectionplan", part, started_on, values)
        return started_on


class Part:
    """One element of the census with the faults found in it and in the parts it shares them with."""

    def __init__(self, node: Node, name: str, of: "Part | None" = None, own: Spellings = codes.NONE) -> None:
        self.node = node
        self.name = name
        self.line: int = node["line"]
        self.own: Spellings = of.own if of else own
        # Shared with the part it is a part of.
        self.faults: list[FaultFound] = of.faults if of else []
        self.unknown: list[tuple[str, codes.UnknownValue]] = of.unknown if of else []

    def only(self, name: str) -> "Part":
        """The one part of this name, whose faults are told with this one; an empty one when there is none."""
        found = self.node["parts"].get(name, [{"line": self.line, "text": "", "parts": {}}])
        return Part(found[0], name, self)

    def each(self, name: str) -> list["Part"]:
        """All parts of this name, each with faults of its own."""
        return [Part(node, name, own=self.own) for node in self.node["parts"].get(name, [])]

    def fault(self, fault: Fault, column: str, about: str = "", *, refused: bool = False, line: int = 0) -> None:
        self.faults.append(FaultFound(fault, self.name, line or self.line, column, about, refused))

    def _leaves(self, name: str) -> list[tuple[int, str]]:
        return [(node["line"], cell_values.text(node["text"])) for node in self.node["parts"].get(name, [])]

    def values(self, name: str, read: Callable[[str], Any], fault: Fault, *, refused: bool = False) -> list[Any]:
        """Every readable value of this name; what cannot be read is told."""
        found = []
        for line, written in self._leaves(name):
            try:
                found.append(read(written))
            except ValueError as unreadable:
                if isinstance(unreadable, codes.UnknownValue):
                    self.unknown.append((name, unreadable))
                self.fault(fault, name, cell_values.value_class(written), refused=refused, line=line)
        return [value for value in found if value not in (None, "")]

    def value(self, name: str, read: Callable[[str], Any], fault: Fault, *, essential: bool = False) -> Any:
        """The first value of this name, or None; when it is essential and blank, that is told."""
        if essential and not any(written for _, written in self._leaves(name)):
            self.fault(Fault.BLANK, name, "blank", refused=True)
        return next(iter(self.values(name, read, fault, refused=essential)), None)

    def date(self, name: str, *, not_before: dt.date | None = None) -> dt.date | None:
        found: dt.date | None = self.value(name, cell_values.date, Fault.NOT_A_DATE)
        if found and not_before and found < not_before:
            self.fault(Fault.DATES_OUT_OF_ORDER, name, "a date")
            return None
        return found

    def dates(self, name: str) -> list[dt.date]:
        return self.values(name, cell_values.date, Fault.NOT_A_DATE)

    def event(self, name: str, today: dt.date) -> dt.date | None:
        """The date the part is counted by; without one the part is refused."""
        found: dt.date | None = self.value(name, cell_values.date, Fault.NOT_A_DATE, essential=True)
        if found and found > today:
            self.fault(Fault.IN_FUTURE, name, "a date")
        return found

    def code(self, name: str, code_set: str, *, required: bool = False) -> codes.Meaning:
        def read(written: str) -> codes.Meaning | None:
            return codes.meaning(written, code_set=code_set, own=self.own) if written else None

        if required and not any(written for _, written in self._leaves(name)):
            self.fault(Fault.BLANK, name, "blank")
        found: codes.Meaning | None = self.value(name, read, Fault.UNKNOWN_VALUE)
        return found or codes.Meaning("")

    def codes(self, name: str, code_set: str) -> list[str]:
        def read(written: str) -> str:
            return codes.meaning(written, code_set=code_set, own=self.own).code if written else ""

        return self.values(name, read, Fault.UNKNOWN_VALUE)

    def yes_or_no(self, name: str, *, required: bool = False) -> bool | None:
        return {"Y": True, "N": False}.get(self.code(name, "yes_no", required=required).code)


def _sex(part: Part) -> str:
    """Letters in `Sex` since the census of 2025, numbers in `GenderCurrent` before."""
    if "Sex" in part.node["parts"]:
        return part.code("Sex", "gender", required=True).code
    found = part.code("GenderCurrent", "census_gender", required=True).code
    return {"1": "M", "2": "F", "0": "U", "9": "N"}.get(found, "")


def _ethnic_group(part: Part) -> str:
    return part.code("Ethnicity", "ethnicity", required=True).group


def _disability(part: Part) -> bool | None:
    """No when the census says NONE, yes when it names one, unknown when it says nothing."""
    written = part.only("Disabilities").values("Disability", str, Fault.UNKNOWN_VALUE)
    return None if not written else any(code != "NONE" for code in written)
