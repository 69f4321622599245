"""The nouns of the desk: rules, letters, pages, documents, keys to the API, requests to join, files, drafts."""

from office.models.answers import KeptAnswer
from office.models.documents import Document, DocumentLook, DocumentVersion
from office.models.drafts import Draft
from office.models.evidence import Agreement, Evidence
from office.models.joining import JoinCode, JoinRequest
from office.models.letters import Letter, LetterChoice
from office.models.made_files import MADE_HAS_A_SIZE, MadeFile, MadeFileQuerySet
from office.models.newsletters import Newsletter, Subscriber
from office.models.pages import Page, PageVersion
from office.models.questionnaires import (
    Aid,
    Criterion,
    Descriptor,
    Level,
    Questionnaire,
    Section,
    Statement,
    Variant,
    Version,
)
from office.models.rules import Rule
from office.models.search import SearchEntry, SearchWord
from office.models.signed_pages import UsedLink
from office.models.tokens import Token

__all__ = [
    "MADE_HAS_A_SIZE",
    "Agreement",
    "Aid",
    "Criterion",
    "Descriptor",
    "Document",
    "DocumentLook",
    "DocumentVersion",
    "Draft",
    "Evidence",
    "JoinCode",
    "JoinRequest",
    "KeptAnswer",
    "Letter",
    "LetterChoice",
    "Level",
    "MadeFile",
    "MadeFileQuerySet",
    "Newsletter",
    "Page",
    "PageVersion",
    "Questionnaire",
    "Rule",
    "SearchEntry",
    "SearchWord",
    "Section",
    "Statement",
    "Subscriber",
    "Token",
    "UsedLink",
    "Variant",
    "Version",
]
