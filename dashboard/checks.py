"""A system check: a faulty definition of a measure is named with file and line before anything starts."""

from typing import Any

from django.core.checks import Error, register

from dashboard import measures
from dashboard.definitions import FaultyDefinition


@register()
def definitions_can_be_used(app_configs: Any, **words: Any) -> list[Error]:
    """Each file in data/measures/ and data/returns/ can be read and names calculations and questions there are."""
    try:
        measures.known()
    except FaultyDefinition as fault:
        return [Error(str(fault), hint="The files are explained in dashboard/definitions.py.", id="dashboard.E001")]
    return []
