"""What may be found of the priorities: published ones by everybody, the others by members."""

from collections.abc import Iterator

from office.findable import MEMBERS, PUBLIC, Entry
from priorities.models import Priority


def entries() -> Iterator[Entry]:
    """Every priority."""
    published = set(Priority.objects.published().values_list("pk", flat=True))
    for priority in Priority.objects.for_list():
        yield Entry(
            key=f"priorities.priority:{priority.pk}",
            kind="Priority",
            title=priority.name,
            summary=priority.why,
            address=f"/priorities/{priority.slug}/",
            audiences=(PUBLIC,) if priority.pk in published else (MEMBERS,),
        )
