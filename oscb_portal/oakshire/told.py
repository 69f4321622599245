"""Campaigns and voices of Oakshire, each made by the verbs a person would use; the words are in told.toml."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify
from PIL import Image, ImageDraw, ImageFont

from oscb_portal.oakshire import adults_board, joint
from oscb_portal.oakshire.cast import Cast
from partnership.models import Agency, Person
from partnership.working_days import LONDON
from priorities import campaigns, pledges, reach, voice
from priorities.models import Action, Audience, Campaign, PledgeRequest, Priority, Theme

WORDS = Path(__file__).parent / "told.toml"
Words = Mapping[str, Any]


def tell(cast: Cast, *, today: date) -> None:
    """Found the adults board, run the campaigns, and record what people said."""
    words = tomllib.loads(WORDS.read_text("utf-8"))
    other = adults_board.found(by=cast.administrator, today=today)
    lead = Person.objects.get(email=adults_board.LEAD)
    place = _Place(cast, other, lead, today)
    place.shared = (joint.share(cast, board=other, lead=lead, today=today),)
    for each in words["campaign"]:
        _run(each, place)
    for each in words["voice"]:
        _hear(each, place)


class _Place:
    """Who and when: agencies, people and days by the words of the file."""

    def __init__(self, cast: Cast, other: Agency, lead: Person, today: date) -> None:
        self.cast, self.today, self.office = cast, today, cast.administrator
        self.shared: tuple[Action, ...] = ()
        self._others = {"adults_board": other, "adults_lead": lead}

    def agency(self, key: str) -> Agency:
        return self._others.get(key) or getattr(self.cast.agencies, key)

    def person(self, key: str) -> Person:
        return self._others.get(key) or getattr(self.cast, key)

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def at(self, days: int) -> datetime:
        return datetime.combine(self.day(days), time(9, 30), tzinfo=LONDON)


def _belongs(words: Words) -> dict[str, Any]:
    return {
        "priorities": tuple(Priority.objects.filter(slug__in=words["priorities"])),
        "themes": tuple(Theme.objects.filter(slug__in=words["themes"])),
    }


def _run(words: Words, place: _Place) -> None:
    """One campaign, from its start to what is known of it today."""
    begun = min(words["first"], words.get("asked_on", -14), words.get("before", ["", 0])[1], -14) - 7
    brief = campaigns.Brief(
        title=words["title"],
        topic=words["topic"],
        aim=words["aim"].strip(),
        audience_words=words["audience"],
        channels="\n".join(words["channels"]),
        starts_on=place.day(words["first"]),
        ends_on=place.day(words["last"]),
        lead_agency=place.agency(words["lead"]),
        lead_person=place.person(words["lead_person"]) if "lead_person" in words else None,
        co_owner=place.agency("adults_board") if words.get("joint") else None,
        answers=place.shared if words.get("joint") else (),
        **_belongs(words),
    )
    campaign = campaigns.start(by=place.office, brief=brief, at=place.at(begun))
    if words["asked"]:
        asked = [place.agency(key) for key in words["asked"]]
        until = place.day(words["pledge_by"])
        pledges.ask(by=place.office, campaign=campaign, agencies=asked, pledge_by=until, at=place.at(words["asked_on"]))
    _answer(words, campaign, place)
    _look_back(words, campaign, place)
    if "published" in words:
        campaigns.publish(by=place.office, campaign=campaign, at=place.at(words["published"]))
    if "file" in words:
        _add_file(words["file"], campaign, place)


def _answer(words: Words, campaign: Campaign, place: _Place) -> None:
    """What the agencies pledged, kept, declined."""
    for agency, by, text, pledged, kept in words.get("pledges", []):
        hand = place.person(by)
        made = pledges.pledge(by=hand, campaign=campaign, agency=place.agency(agency), text=text, at=place.at(pledged))
        if kept:
            pledges.keep(by=hand, pledge=made, on=place.day(kept), at=place.at(kept))
    for agency, by, why in words.get("declined", []):
        asked = PledgeRequest.objects.get(campaign=campaign, agency=place.agency(agency))
        pledges.decline(by=place.person(by), request_made=asked, why=why, at=place.at(words["asked_on"] + 5))


def _look_back(words: Words, campaign: Campaign, place: _Place) -> None:
    """Whom it reached, and how it stood before and after."""
    for agency, by, channel, people, counted in words.get("reach", []):
        reach.report(
            by=place.person(by), campaign=campaign, agency=place.agency(agency), channel=channel, people=people,
            counted_on=place.day(counted), at=place.at(counted),
        )  # fmt: skip
    if "measure" in words:
        before, after = words.get("before"), words.get("after")
        campaigns.measure(
            by=place.office,
            campaign=campaign,
            measure_text=words["measure"],
            measured_before=before[0] if before else "",
            measured_before_on=place.day(before[1]) if before else None,
            measured_after=after[0] if after else "",
            measured_after_on=place.day(after[1]) if after else None,
            at=place.at(0),
        )


def _add_file(title: str, campaign: Campaign, place: _Place) -> None:
    """A poster, drawn; the worker lets it out of quarantine as it does with any file."""
    poster = Image.new("RGB", (1240, 1754), "#0f3f49")
    draw = ImageDraw.Draw(poster)
    draw.line((120, 900, 1120, 900), fill="#f5b82e", width=16)
    draw.text((120, 700), campaign.title, fill="#ffffff", font=ImageFont.load_default(size=96))
    draw.text((120, 960), place.cast.agencies.board.name, fill="#ffffff", font=ImageFont.load_default(size=44))
    kept = BytesIO()
    poster.save(kept, "PNG")
    upload = SimpleUploadedFile(f"{slugify(title)}.png", kept.getvalue(), content_type="image/png")
    reach.add_asset(by=place.office, campaign=campaign, title=title, upload=upload, at=place.at(-1))


def _hear(words: Words, place: _Place) -> None:
    """One voice: recorded, answered, published by somebody else."""
    told = voice.Told(
        speaker=words["speaker"],
        channel=words["channel"],
        heard_on=place.day(-words["days_ago"]),
        text=words["text"],
        people=words.get("people"),
        agency=place.agency(words["agency"]) if "agency" in words else None,
        audience=Audience.AGENCY if words.get("own") else Audience.MEMBERS,
        offered=words.get("offered", False) or "published" in words,
        **_belongs(words),
    )
    by = place.person(words["by"])
    recorded = voice.record(by=by, told=told, at=place.at(3 - words["days_ago"]))
    if "changed" in words:
        text, days_ago = words["changed"]
        voice.say_what_changed(by=by, voice=recorded, what_changed=text, at=place.at(-days_ago))
    if "published" in words:
        voice.publish(by=place.office, voice=recorded, at=place.at(-words["published"]))
