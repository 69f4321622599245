"""Answers of the API that are given again when a system sends the same request twice."""

from django.db import models


class KeptAnswer(models.Model):
    """What a request with an Idempotency-Key was answered: the same key gets it again, and nothing is done twice."""

    # Digest of the key to the API that opened the door, so that no two agencies share an Idempotency-Key.
    opened_by = models.CharField(max_length=64)
    key = models.CharField(max_length=100)
    path = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opened_by", "key"], name="answer_kept_once")]
        indexes = [models.Index(fields=["at"], name="answer_kept_at")]

    def __str__(self) -> str:
        return f"Kept answer {self.pk}"
