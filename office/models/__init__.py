"""The nouns of the desk: requests to join, files, search rows, drafts (rules, letters and keys stand beside them)."""

from office.models.drafts import Draft
from office.models.evidence import Agreement, Evidence
from office.models.joining import JoinCode, JoinRequest
from office.models.search import SearchEntry

__all__ = ["Agreement", "Draft", "Evidence", "JoinCode", "JoinRequest", "SearchEntry"]
