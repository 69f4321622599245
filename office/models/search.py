"""One search row for each thing, with the audiences that may find it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import GeneratedField, Q


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    """Adjectives of search rows."""

    def for_audiences(self, audiences: set[str]) -> SearchEntryQuerySet:
        """Rows at least one of these audiences may find; read from the row: most rows are for most people, so that an
        index of audiences would be walked from end to end beside that of the words."""
        return self.filter(audiences__overlap=sorted(audiences))

    def titled(self, query: SearchQuery) -> SearchEntryQuerySet:
        """Rows whose title fits a query; an index of its own answers."""
        return self.annotate(title_words=SearchVector("title", config="english")).filter(title_words=query)


class SearchEntry(models.Model):
    """A thing somebody may look for: its words, its address, and who may find it."""

    key = models.CharField(max_length=120, unique=True, help_text="Model and number of the thing")
    room = models.CharField(max_length=40)
    kind = models.CharField(max_length=60, help_text="What it is, in a word a reader knows")
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400, blank=True)
    body = models.TextField(blank=True)
    address = models.CharField(max_length=200)
    audiences = ArrayField(models.CharField(max_length=60))
    words = GeneratedField(
        expression=SearchVector("title", weight="A", config="english")
        + SearchVector("summary", weight="B", config="english")
        + SearchVector("body", weight="C", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "search entries"
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            GinIndex(SearchVector("title", config="english"), name="search_title_words"),
        ]
        constraints = [models.CheckConstraint(condition=Q(audiences__len__gt=0), name="search_entry_has_an_audience")]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word some title holds, whoever may find it: what misspelt words are compared with."""

    word = models.CharField(max_length=40, primary_key=True)

    class Meta:
        ordering = ["word"]
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_typos")]

    def __str__(self) -> str:
        return self.word
