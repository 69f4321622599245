"""The nouns of the desk: rules, letters, keys to the API, requests to join, files, search rows, drafts."""

from office.models.drafts import Draft
from office.models.evidence import Agreement, Evidence
from office.models.joining import JoinCode, JoinRequest
from office.models.rules import Rule
from office.models.search import SearchEntry

__all__ = ["Agreement", "Draft", "Evidence", "JoinCode", "JoinRequest", "Rule", "SearchEntry"]
