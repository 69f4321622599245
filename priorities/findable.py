"""Search rows of the backbone, each for those who may read it; those of campaigns and voices: campaign_search.py."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.text import Truncator

from office import findable
from office.findable import MEMBERS, PUBLIC, Entry, audiences_for
from partnership.models import Agency
from partnership.permissions import Permission
from priorities import campaign_search
from priorities.models import Action, Audience, Finding, Priority, Recommendation

Thing = Action | Finding | Recommendation


def entries() -> Iterator[Entry]:
    """Every row of the backbone."""
    published = set(Priority.objects.published().values_list("pk", flat=True))
    for priority in Priority.objects.for_list():
        yield of_priority(priority, shown=priority.pk in published)
    for finding in Finding.objects.select_related("agency"):
        yield of_finding(finding)
    for recommendation in Recommendation.objects.prefetch_related("responses__agency"):
        yield of_recommendation(recommendation)
    for action in Action.objects.select_related("owner_agency", "co_owner"):
        yield of_action(action)
    yield from campaign_search.entries()


def renew(thing: Thing) -> None:
    """Write the row of a thing anew, in the transaction of the verb that changed it."""
    write = {Action: of_action, Finding: of_finding, Recommendation: of_recommendation}[type(thing)]
    findable.write([write(thing)])


def of_priority(priority: Priority, *, shown: bool) -> Entry:
    """A priority: for everybody when it is published."""
    return Entry(
        key=f"priorities.priority:{priority.pk}",
        kind="Priority",
        title=priority.name,
        summary=priority.why,
        address=f"/priorities/{priority.slug}/",
        audiences=(PUBLIC,) if shown else (MEMBERS,),
    )


def of_finding(finding: Finding) -> Entry:
    """A finding, by its audience."""
    return Entry(
        key=f"priorities.finding:{finding.pk}",
        kind="Finding",
        title=_title(finding.text),
        summary=finding.source_title,
        body=finding.text,
        address=reverse("finding", args=[finding.pk]),
        audiences=_audiences(finding.audience, [finding.agency] if finding.agency else []),
    )


def of_recommendation(recommendation: Recommendation) -> Entry:
    """A recommendation, by its audience."""
    asked = [response.agency for response in recommendation.responses.all()]
    return Entry(
        key=f"priorities.recommendation:{recommendation.pk}",
        kind="Recommendation",
        title=_title(recommendation.text),
        summary=f"To {', '.join(agency.name for agency in asked)}",
        body=recommendation.text,
        address=reverse("recommendation", args=[recommendation.pk]),
        audiences=_audiences(recommendation.audience, asked),
    )


def of_action(action: Action) -> Entry:
    """An action, by its audience; its owner finds it always."""
    other = [action.co_owner] if action.co_owner else []
    own = (f"person:{action.owner_person_id}",) if action.owner_person_id else ()
    return Entry(
        key=f"priorities.action:{action.pk}",
        kind="Action",
        title=_title(action.text),
        summary=f"{action.owner_agency}, {action.get_state_display().lower()}",
        body=f"{action.text} {action.measure_text}",
        address=reverse("action", args=[action.pk]),
        audiences=(*_audiences(action.audience, [action.owner_agency, *other]), *own),
    )


def _title(text: str) -> str:
    return Truncator(text).chars(120)


def _audiences(audience: str, agencies: list[Agency]) -> tuple[str, ...]:
    if audience != Audience.AGENCY:
        return audiences_for(Permission.SEE_ACTIONS)
    lines = {agency.pk for each in agencies for agency in _line(each)}
    return (*audiences_for(Permission.SEE_AGENCY_MATTERS), *(f"agency:{pk}" for pk in sorted(lines)))


def _line(agency: Agency | None) -> Iterator[Agency]:
    while agency is not None:
        yield agency
        agency = agency.parent
