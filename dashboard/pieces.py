"""Cuts the working out of figures into pieces, and takes one after the other until none is left.

Who works on a piece holds the lock of its row, which PostgreSQL lets go of when the worker dies: so the work goes on
wherever a worker is free, is never done twice, and the more workers the sooner it ends.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from dashboard import counting, hiding, local_counts, measures, recompute
from dashboard.counting import Job
from dashboard.models import Area, Load, MeasureVersion, Piece, Recount
from dashboard.readings import Replaced
from dashboard.recompute import Clockwork

Say = Callable[[str], None]


def of_load(load: Load, *, at: datetime) -> Recount:
    """The open recount of what a load touches; made when there is none."""
    with transaction.atomic():
        # One plan a load, whoever comes first.
        Load.objects.select_for_update().get(pk=load.pk)
        found = Recount.objects.open().filter(load=load).select_related("area", "load").first()
        touched = local_counts.touched_by if load.kind == Load.Kind.COUNTS else recompute.touched_by
        return found or _plan(touched(load), area=load.area, load=load, at=at)


def of_area(area: Area, *, at: datetime) -> Recount:
    """The open recount of all figures of an area; made when there is none, so that whoever is started later helps."""
    with transaction.atomic():
        Area.objects.select_for_update().get(pk=area.pk)
        found = Recount.objects.open().filter(load=None, area=area).select_related("area").first()
        return found or _plan(recompute.whole_of(area), area=area, load=None, at=at)


def recompute_after(*, load: Load, clock: Clockwork) -> list[Replaced]:
    """Work out what a load touches, alone; says on the load how far it is."""
    return _alone(of_load(load, at=clock()), clock=clock)


def recompute_area(*, area: Area, clock: Clockwork, say: Say = lambda words: None) -> list[Replaced]:
    """Work out every figure of an area afresh, alone, for commands and the demonstration county."""
    return _alone(of_area(area, at=clock()), clock=clock, say=say)


def _alone(recount: Recount, *, clock: Clockwork, say: Say = lambda words: None) -> list[Replaced]:
    done = work_at(recount, clock=clock, say=say)
    finish(recount, at=clock())
    return done


def _plan(jobs: list[Job], *, area: Area, load: Load | None, at: datetime) -> Recount:
    measures.take_in()
    recount = Recount.objects.create(area=area, load=load, begun_at=at)
    together = {job.definition.code: min(measures.kin(job.definition.code)) for job in jobs}
    count = [
        Piece(recount=recount, deed=Piece.Deed.COUNT, code=job.definition.code, block=block, first=job.first,
              last=job.last, together=together[job.definition.code])
        for job in jobs
        for block in job.blocks
    ]  # fmt: skip
    hide = [
        Piece(recount=recount, deed=Piece.Deed.HIDE, code=code, block=block, together=code)
        for code, block in sorted({(piece.together, piece.block) for piece in count})
    ]
    Piece.objects.bulk_create([*count, *hide])
    return recount


def work_at(recount: Recount, *, clock: Clockwork, say: Say = lambda words: None) -> list[Replaced]:
    """Take pieces until none is free; gives what the counted ones changed."""
    total = recount.pieces.count()
    done: list[Replaced] = []
    while (piece := _take_one(recount, done, at=clock())) is not None:
        words = f"Counted {total - recount.pieces.open().count()} of {total}: {measures.known()[piece.code].name}"
        say(words)
        if recount.load_id:
            Load.objects.filter(pk=recount.load_id).update(stage=words[:60], beat_at=clock())
    return done


def _take_one(recount: Recount, done: list[Replaced], *, at: datetime) -> Piece | None:
    """Do one piece that nobody else works at, in a transaction of its own; None when there is none."""
    with transaction.atomic():
        piece = recount.pieces.ready().select_for_update(skip_locked=True, of=("self",)).first()
        if piece is None:
            return None
        if piece.deed == Piece.Deed.HIDE:
            within = counting.days_of_block(piece.block)
            hiding.decide(piece.code, area=recount.area, on=localdate(at), within=within)
        else:
            done.append(_count(piece, recount, at=at))
        Piece.objects.filter(pk=piece.pk).update(done_at=at)
    return piece


def _count(piece: Piece, recount: Recount, *, at: datetime) -> Replaced:
    job = recompute.job_of(piece.code, first=piece.first, last=piece.last)
    version = MeasureVersion.objects.select_related("measure").get(
        measure__code=piece.code, number=job.definition.version
    )
    if recount.load and recount.load.kind == Load.Kind.COUNTS:
        return local_counts.work_out(
            job, block=piece.block, version=version, area=recount.area, load=recount.load, at=at
        )
    return recompute.work_out(job, block=piece.block, version=version, area=recount.area, load=recount.load, at=at)


def finish(recount: Recount, *, at: datetime) -> bool:
    """Close the recount when no piece is left, and forget its pieces; gives whether it is closed."""
    with transaction.atomic():
        held = Recount.objects.select_for_update().get(pk=recount.pk)
        if held.finished_at is None and not held.pieces.open().exists():
            held.pieces.all().delete()
            held.finished_at = at
            held.save(update_fields=["finished_at"])
    return held.finished_at is not None
