"""Working out figures again, in pieces that several workers share: what is still to be done of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from dashboard.models.loads import Area, Load


class RecountQuerySet(models.QuerySet["Recount"]):
    """Adjectives of recounts."""

    def open(self) -> RecountQuerySet:
        return self.filter(finished_at=None)


class Recount(models.Model):
    """One working out of the figures that a load touches; without a load, of all figures of an area."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    load = models.ForeignKey(Load, null=True, blank=True, on_delete=models.PROTECT, related_name="recounts")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RecountQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["load"], condition=Q(finished_at=None, load__isnull=False), name="recount_one_open_a_load"
            ),
            models.UniqueConstraint(
                fields=["area"], condition=Q(finished_at=None, load=None), name="recount_one_open_an_area"
            ),
        ]

    def __str__(self) -> str:
        return f"Recount {self.pk}"


class PieceQuerySet(models.QuerySet["Piece"]):
    """Adjectives of pieces."""

    def open(self) -> PieceQuerySet:
        return self.filter(done_at=None)

    def ready(self) -> PieceQuerySet:
        """Open ones that need not wait: what is hidden is decided when all that is told together is counted."""
        counting = Piece.objects.open().filter(
            recount=OuterRef("recount"), together=OuterRef("together"), block=OuterRef("block"), deed=Piece.Deed.COUNT
        )
        return self.open().exclude(Exists(counting), deed=Piece.Deed.HIDE).order_by("pk")


class Piece(models.Model):
    """One measure over some years that is to be counted, or a group of measures of which to decide what is hidden.

    A worker holds the row's lock while it works at it: when it dies the piece is free again, and nothing was done.
    """

    class Deed(models.TextChoices):
        COUNT = "count", "Count"
        HIDE = "hide", "Decide what is hidden"

    recount = models.ForeignKey(Recount, on_delete=models.CASCADE, related_name="pieces")
    deed = models.CharField(max_length=5, choices=Deed.choices)
    code = models.CharField(max_length=12)
    # The measure that stands for all whose figures are hidden together.
    together = models.CharField(max_length=12)
    # Which years (counting.block_of), and the days that were touched; none for a decision.
    block = models.SmallIntegerField()
    first = models.DateField(null=True, blank=True)
    last = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = PieceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["recount", "deed", "code", "block"], name="piece_once_a_recount"),
            models.CheckConstraint(
                condition=Q(deed="hide") | Q(first__isnull=False, last__gte=models.F("first")),
                name="piece_to_count_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"Piece {self.pk} of recount {self.recount_id}"
