"""Search: one row for each thing, with the audiences that may find it; each room says its rows in findable.py.

An audience is "public", "members" (whoever belongs to an agency today), "role:<key>", "agency:<id>" or "person:<id>".
A row is written by the verb that changes the thing, and all rows anew each night.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, TrigramSimilarity
from django.db import connection, transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat, Left, Now
from django.urls import Resolver404, resolve, reverse

from office import markdown, page_words
from office.models import Document, Page, PageVersion, SearchEntry, SearchWord
from office.models.search import SearchEntryQuerySet
from partnership.access import memberships
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.roles import ROLES

PUBLIC, MEMBERS = "public", "members"
# How much a known word must resemble a misspelt one, letter by letter. Groups of three letters (pg_trgm, 0.3) choose
# which words are looked at: two letters swapped in the middle of a word break most of its groups ("negelct").
LIKE_ENOUGH, MOST_SPELLINGS = 0.72, 40
LONGEST_WORD, MOST_WORDS = 40, 8
# Whatever is asked, no more than so many rows are ranked, or compared letter by letter.
MOST_TITLES, MOST_RANKED, MOST_ALIKE = 200, 400, 300
# Around a found word in an excerpt: signs no text holds, which the page makes into marks.
START, STOP = "\x02", "\x03"
READ_FOR_EXCERPT = 3000  # characters of a thing that are read for its excerpt


WORDS = (
    "select distinct left(word, 40) from office_searchentry,"
    " regexp_split_to_table(lower(title), '[^[:alnum:]_]+') word where length(word) > 2"
)
WORDS_NEW = f"insert into office_searchword {WORDS} on conflict do nothing"
WORDS_GONE = f"delete from office_searchword where word not in ({WORDS})"  # noqa: S608 - no value of anybody


@dataclass(frozen=True)
class Entry:
    """What a room wants found: `key` is model and number ("priorities.priority:4"), `kind` a word a reader knows."""

    key: str
    kind: str
    title: str
    address: str
    audiences: tuple[str, ...]
    summary: str = ""
    body: str = ""

    @property
    def room(self) -> str:
        """The room that keeps the thing: what stands before the first dot."""
        return self.key.partition(".")[0]


@dataclass(frozen=True)
class Found:
    """What a search brought: keys of rows, the best first; kinds with counts; the tsquery that marks words.

    `close` says that no word fitted and titles that look alike are shown; `more` that there are more than are ranked.
    """

    keys: tuple[int, ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    query: SearchQuery | None = None
    close: bool = False
    more: bool = False

    @property
    def rows(self) -> list[SearchEntry]:
        """All rows, in order; a page asks only for its own by `shown`."""
        return shown(self.keys, None)


# Writing --------------------------------------------------------------------


def write(entries: Iterable[Entry]) -> int:
    """Write or overwrite rows; a thing whose page is not built yet is passed over. Says how many rows stand now."""
    rows = [
        SearchEntry(
            key=entry.key,
            room=entry.room,
            kind=entry.kind,
            title=entry.title[:200],
            summary=entry.summary[:400],
            body=entry.body,
            address=entry.address,
            audiences=sorted(set(entry.audiences)),
        )
        for entry in entries
        if entry.audiences and _has_page(entry.address)
    ]
    known = {word for row in rows for word in _words_of(row.title) if word}
    SearchWord.objects.bulk_create((SearchWord(word=word) for word in sorted(known)), ignore_conflicts=True)
    changing = ["room", "kind", "title", "summary", "body", "address", "audiences"]
    SearchEntry.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=changing, batch_size=500
    )
    return len(rows)


def forget(keys: Iterable[str]) -> None:
    """Let things be found no more."""
    SearchEntry.objects.filter(key__in=list(keys)).delete()


def reindex(room: str, entries: Iterable[Entry]) -> int:
    """All rows of a room anew; what the room no longer names is forgotten."""
    given = list(entries)
    with transaction.atomic():
        SearchEntry.objects.filter(room=room).exclude(key__in=[entry.key for entry in given]).delete()
        return write(given)


def renew_words() -> None:
    """The words of all titles anew; those of titles that are gone are forgotten."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WORDS_GONE)
        cursor.execute(WORDS_NEW)


def audiences_for(permission: Permission) -> tuple[str, ...]:
    """The roles that hold a permission everywhere: the audience of a page behind that door."""
    return tuple(f"role:{key}" for key, role in ROLES.items() if permission in role.everywhere)


def _has_page(address: str) -> bool:
    try:
        resolve(address.partition("?")[0].partition("#")[0])
    except Resolver404:
        return False
    return True


# Finding --------------------------------------------------------------------


def audiences_of(person: Person | AnonymousUser) -> set[str]:
    """The audiences a person belongs to today."""
    if not isinstance(person, Person) or not person.is_active:
        return {PUBLIC}
    held = memberships(person)
    own = {f"role:{each.role}" for each in held} | {f"agency:{each.agency_id}" for each in held}
    return {PUBLIC, f"person:{person.pk}"} | own | ({MEMBERS} if held else set())


def public_addresses() -> list[str]:
    """Where everything lies that the public may find, without the places within pages."""
    rows = SearchEntry.objects.for_audiences({PUBLIC}).order_by("address").values_list("address", flat=True)
    return [address for address in rows.distinct() if "#" not in address and "?" not in address]


def search(text: str, *, person: Person | AnonymousUser, kind: str = "") -> Found:
    """What the person may find: every word by its stem or beginning; when nothing fits, titles that look alike.

    However common the words, only so many rows are ranked: those whose title holds them before all others.
    """
    words = tuple(word[:LONGEST_WORD] for word in re.findall(r"\w+", text.lower())[:MOST_WORDS])
    if not words:
        return Found()
    seen = SearchEntry.objects.for_audiences(audiences_of(person))
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="english")
    hits, more = _hits(seen, query)
    if not hits:
        return Found(_alike(seen, words), close=True)
    kinds = Counter(hit.kind for hit in hits)
    chosen = [hit for hit in hits if not kind or hit.kind == kind]
    if kind and more:
        chosen, more = _hits(seen.filter(kind=kind), query)
    ordered = sorted(chosen, key=lambda hit: (-hit.rank, hit.title, hit.pk))
    return Found(tuple(hit.pk for hit in ordered), tuple(kinds.most_common()), query, more=more)


def _hits(seen: SearchEntryQuerySet, query: SearchQuery) -> tuple[list[Any], bool]:
    """Rows that fit, with `rank`, in no order: titles first, then whatever else, up to a number; whether more may fit.

    The usual order by title is taken off: with it every row that fits would be read before the first is left out.
    """
    fields = ("pk", "kind", "title", "rank")
    ranked = seen.order_by().annotate(rank=SearchRank(F("words"), query))
    in_titles = list(ranked.titled(query).values_list(*fields, named=True)[:MOST_TITLES])
    left = MOST_RANKED - len(in_titles)
    others = list(ranked.filter(words=query).values_list(*fields, named=True)[:left])
    hits = list({hit.pk: hit for hit in (*in_titles, *others)}.values())
    return hits, len(others) == left or len(in_titles) == MOST_TITLES


def _alike(seen: SearchEntryQuerySet, words: Sequence[str]) -> tuple[int, ...]:
    """The ten titles that hold words spelt most like those asked for."""
    spellings = [_spellings(word) for word in words]
    if not all(spellings):
        return ()
    query = SearchQuery(
        " & ".join(f"({' | '.join(sorted(each))})" for each in spellings), search_type="raw", config="english"
    )
    rows = seen.order_by().titled(query).values_list("title", "pk")[:MOST_ALIKE]
    ranked = [(_likeness(title, spellings), title, pk) for title, pk in rows]
    return tuple(pk for _, _, pk in sorted(ranked, key=lambda row: (-row[0], row[1], row[2]))[:10])


def _spellings(word: str) -> dict[str, float]:
    """Known words spelt like one, and how much (0 to 1). Whose they are does not matter: only titles are shown."""
    near = SearchWord.objects.filter(word__trigram_similar=word).annotate(near=TrigramSimilarity("word", word))
    compared = SequenceMatcher(None, "", word, autojunk=False)
    found: dict[str, float] = {}
    for known in near.order_by("-near", "word").values_list("word", flat=True)[:MOST_SPELLINGS]:
        compared.set_seq1(known)
        if compared.ratio() >= LIKE_ENOUGH:
            found[known] = compared.ratio()
    return found


def _likeness(title: str, spellings: Sequence[dict[str, float]]) -> float:
    """How much the words of a title are spelt like all that were asked for; a stem alone counts least."""
    return sum(max(each.get(word, 0.0) for word in _words_of(title)) for each in spellings)


def _words_of(title: str) -> list[str]:
    """The words of a title of which one may misspell another."""
    return [word[:LONGEST_WORD] for word in re.findall(r"\w+", title.lower()) if len(word) > 2] or [""]


def shown(keys: Iterable[int], query: SearchQuery | None) -> list[SearchEntry]:
    """The rows of one page in their order; each with `excerpt`, its words marked between START and STOP."""
    keys = list(keys)
    rows = SearchEntry.objects.filter(pk__in=keys).defer("body", "words")
    if query is not None:
        text = Left(Concat("summary", Value(" "), "body", output_field=TextField()), READ_FOR_EXCERPT)
        marks = {"start_sel": START, "stop_sel": STOP, "max_words": 34, "min_words": 18}
        rows = rows.annotate(excerpt=SearchHeadline(text, query, config="english", **marks))
    by_key = {row.pk: row for row in rows}
    return [by_key[key] for key in keys if key in by_key]


# What the desk itself has ----------------------------------------------------


def entries() -> Iterator[Entry]:
    """The agencies of the partnership, the pages shown now, and the library."""
    for agency in Agency.objects.for_list():
        yield of_agency(agency)
    for version in PageVersion.objects.shown(Now()):
        yield of_page(version)
    for document in Document.objects.standing():
        yield of_document(document)


def key_of_document(document: Document) -> str:
    """The key of a document's row."""
    return f"office.document:{document.pk}"


def of_document(document: Document) -> Entry:
    """A document of the library, for its audience."""
    return Entry(
        key=key_of_document(document),
        kind="Document",
        title=document.title,
        summary=document.summary,
        body=document.get_kind_display(),
        address=document.address,
        audiences=(PUBLIC,) if document.public else (MEMBERS,),
    )


def key_of_page(page: Page) -> str:
    """The key of a page's row."""
    return f"office.page:{page.pk}"


def of_page(version: PageVersion) -> Entry:
    """A page as it stands, for its audience; what stands in braces is no word of its own."""
    return Entry(
        key=key_of_page(version.page),
        kind=version.page.get_kind_display(),
        title=version.title,
        summary=version.summary,
        body=markdown.to_text(page_words.BRACES.sub("", version.body)),
        address=version.page.address,
        audiences=(PUBLIC,) if version.public else (MEMBERS,),
    )


def of_agency(agency: Agency) -> Entry:
    """An agency, for whoever may open its page."""
    where = ", ".join(part for part in (agency.get_kind_display(), agency.district) if part)
    return Entry(
        key=f"office.agency:{agency.pk}",
        kind="Agency",
        title=agency.name,
        summary=f"{where}; part of {agency.parent}" if agency.parent else where,
        body=f"{agency.urn} {agency.get_sector_display()}",
        address=reverse("agency", args=[agency.pk]),
        audiences=audiences_for(Permission.MANAGE_AGENCIES),
    )
