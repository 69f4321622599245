"""Receives a file of case-level rows, begins and ends its reading, undoes it, and forgets the upload."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Protocol

from django.db import transaction
from django.utils.timezone import localdate

from dashboard import event_rows, load_kinds, load_states, local_counts, raw_uploads, senders
from dashboard.file_reasons import SENTENCES, CannotRead, Reason
from dashboard.models import Area, Load, LoadFault, LocalCount
from dashboard.staging import Keeper
from office import rules
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

LARGEST = 100 * 1024 * 1024
MOST_ATTEMPTS = 3
GAVE_UP = (
    "Reading broke off several times. Nothing was kept. Send the file again; "
    "if that does not help, split it by period and send the parts."
)
TOO_OLD = "The file could not be read within {hours} and was destroyed. Nothing was kept. Send it again."


class Upload(Protocol):
    """What a form hands over: a name, a size and the bytes in pieces."""

    name: str
    size: int

    def chunks(self) -> Iterable[bytes]: ...


class CannotBeStored(Refusal):
    """There is no room, or the storage does not answer."""


class NotToBeLoaded(Refusal):
    """The file or what was said of it does not fit."""


class NotToBeUndone(Refusal):
    """The load is not in a state that can be undone."""


def receive(
    *,
    by: Person,
    agency: Agency,
    area: Area,
    upload: Upload,
    kind: str = "",
    reference_date: date | None = None,
    corrects: Load | None = None,
    read_again: bool = False,
    at: datetime,
) -> Load:
    """Keep the upload encrypted and line it up for reading; without a kind it is told from the content.

    With `read_again` the upload stays for its hours when it holds values that a person has to name first.

    Raises Refusal when the agency sends no rows of the area, when the file is empty, too large or of no kind that is
    read here, when it corrects a load of another area or kind, or when it cannot be stored; then nothing is kept.
    """
    check(by, Permission.LOAD_DATA, agency=agency)
    try:
        kind = _check_what_was_given(upload, area, kind, corrects)
        _check_that_it_is_theirs(by, agency, area)
        kept = raw_uploads.keep(upload.chunks())
    except OSError as full:
        raise CannotBeStored(
            "The file could not be stored: the portal's storage is full or does not answer. "
            "Nothing was kept. Tell the business unit and send it again later."
        ) from full
    try:
        with transaction.atomic():
            load = Load.objects.create(
                kind=kind,
                area=area,
                agency=agency,
                by=by,
                corrects=corrects,
                uploaded_at=at,
                filename=safe_name(upload.name, kind=kind),
                sha256=kept.sha256,
                size=kept.size,
                reference_date=reference_date,
                read_again=read_again,
                stage="Waiting for its turn",
                raw_name=kept.name,
                raw_key=kept.key,
            )
            trail.leave("load received", by=by, agency=agency, about=load, kind=kind, area=area.pk)
    except BaseException:
        raw_uploads.forget(kept.name)
        raise
    return load


def _check_that_it_is_theirs(person: Person, agency: Agency, area: Area) -> None:
    if not senders.may_send(person, agency=agency, area=area):
        raise NotToBeLoaded(
            f"{agency} sends no rows of {area.name}. The business unit says which agency sends the rows of which area."
        )


def _check_what_was_given(upload: Upload, area: Area, kind: str, corrects: Load | None) -> str:
    """The kind of the file; raises NotToBeLoaded with the sentence that says what does not fit."""
    if area.level not in (Area.Level.LOCAL_AUTHORITY, Area.Level.COUNTY_DEMO):
        raise NotToBeLoaded("Case-level rows belong to one authority. Choose an authority, not a region or nation.")
    found = _kind_of(upload)
    if kind and kind != found:
        words = dict(Load.Kind.choices)
        raise NotToBeLoaded(
            f"You chose “{words[kind]}”, but the file looks like “{words[found]}”. "
            "Choose the other kind or the other file."
        )
    if corrects is not None and (corrects.area_id != area.pk or corrects.kind != found):
        raise NotToBeLoaded("A file corrects an earlier load of the same area and the same kind. Choose that one.")
    if corrects is not None and corrects.state != load_states.DONE:
        raise NotToBeLoaded("Only a load that is done can be corrected. Choose another, or none.")
    return found


def _kind_of(upload: Upload) -> str:
    """The kind of the file by its first bytes; raises NotToBeLoaded when it is empty, too large or not read here."""
    if not upload.size:
        raise NotToBeLoaded(SENTENCES[Reason.EMPTY])
    if upload.size > LARGEST:
        raise NotToBeLoaded(SENTENCES[Reason.TOO_LARGE])
    found = load_kinds.guess(next(iter(upload.chunks()), b""))
    if found is None:
        raise NotToBeLoaded(SENTENCES[Reason.WRONG_TYPE])
    if found == load_kinds.STAFFING_RETURN:
        raise NotToBeLoaded(SENTENCES[Reason.STAFFING_RETURN])
    return found


def safe_name(name: str, *, kind: str) -> str:
    """The name of the file, fit to be shown; a name with a long number in it might identify a child and is not kept."""
    found = re.sub(r"[^\w .()+-]", "_", PurePath(name.replace("\\", "/")).name).strip()[-80:]
    ending = PurePath(found).suffix[:6]
    if not found or re.search(r"\d{7,}", re.sub(r"[ _-]", "", found)):
        return f"{kind}{ending}"
    return found


def begin(load: Load, *, at: datetime) -> None:
    """Begin the reading, or begin it anew after a worker died; raises CannotRead when that happened too often."""
    if load.attempts >= MOST_ATTEMPTS:
        raise GaveUp
    with transaction.atomic():
        load_states.check_move(load.state, load_states.READING)
        event_rows.take_back(load)
        load.faults.all().delete()
        load.unknown_values.all().delete()
        LocalCount.objects.of_load(load).delete()
        Load.objects.filter(pk=load.pk).update(
            state=load_states.READING,
            stage="Opening the file",
            attempts=load.attempts + 1,
            started_at=at,
            beat_at=at,
            rows_done=0,
            rows_total=None,
            counts={},
            faults_total=0,
        )
    load.refresh_from_db()


class GaveUp(Exception):  # noqa: N818 - said in GAVE_UP
    """The reading broke off as often as it may."""


def keep_rows(load: Load, *, keeper: Keeper, counts: dict[str, dict[str, int]], at: datetime) -> None:
    """Let the rows speak, forget the upload and mark the figures as due: from here on nothing is read again."""
    covers = keeper.covers()
    with transaction.atomic():
        # Loads of one area speak one after the other: a key has one living row.
        Area.objects.select_for_update().get(pk=load.area_id)
        done = event_rows.promote(keeper)
        for table, promoted in done.items():
            if table in counts:
                counts[table] |= asdict(promoted)
        days = event_rows.days_told(covers) + event_rows.days_replaced(load) + local_counts.days_told(load)
        Load.objects.filter(pk=load.pk).update(
            counts=counts,
            covers=covers,
            period_from=min(days, default=None),
            period_to=max(days, default=None),
            kept_at=at,
            beat_at=at,
            figures_due=True,
            stage="Working out the figures",
        )
    keeper.clear()
    if not (load.read_again and load.unknown_values.exists()):
        forget_raw_upload(load)


def finish(load: Load, *, at: datetime) -> None:
    """Mark the load as done; call when its figures have been worked out."""
    with transaction.atomic():
        load = Load.objects.select_for_update().get(pk=load.pk)
        if load.state == load_states.READING:
            load_states.check_move(load.state, load_states.DONE)
            load.state, load.finished_at, load.stage = load_states.DONE, at, ""
            trail.leave("load read", by=None, agency=load.agency, about=load, faults=load.faults_total)
        load.figures_due, load.stage = False, ""
        load.save(update_fields=["state", "finished_at", "stage", "figures_due"])


def fail(load: Load, *, sentence: str, at: datetime) -> None:
    """Keep nothing of the load but the sentence that says why, and forget the upload."""
    with transaction.atomic():
        load = Load.objects.select_for_update().get(pk=load.pk)
        load_states.check_move(load.state, load_states.FAILED)
        event_rows.take_back(load)
        load.unknown_values.all().delete()
        LocalCount.objects.of_load(load).delete()
        load.state, load.error, load.finished_at, load.stage = load_states.FAILED, sentence, at, ""
        load.save(update_fields=["state", "error", "finished_at", "stage"])
        trail.leave("load failed", by=None, agency=load.agency, about=load)
    forget_raw_upload(load)


def undo(load: Load, *, by: Person, at: datetime) -> None:
    """Remove the rows of a load; those it had replaced speak again, and the figures become due.

    Raises NotToBeUndone when it is not done.
    """
    check(by, Permission.LOAD_DATA, agency=load.agency)
    with transaction.atomic():
        Area.objects.select_for_update().get(pk=load.area_id)
        load = Load.objects.select_for_update().get(pk=load.pk)
        if load.state != load_states.DONE:
            raise NotToBeUndone("Only a load that is done can be undone.")
        event_rows.take_back(load)
        load.unknown_values.all().delete()
        load.state, load.undone_at, load.figures_due = load_states.UNDONE, at, True
        load.stage = "Working out the figures"
        load.save(update_fields=["state", "undone_at", "figures_due", "stage"])
        trail.leave("load undone", by=by, agency=load.agency, about=load)
    forget_raw_upload(load)


def read_again(load: Load, *, by: Person, at: datetime) -> Load:
    """Read the upload of a load once more, for what was said of its values since: as a load that corrects it.

    The encrypted upload goes over to the new load with the hours it has left. Raises NotToBeLoaded when it is gone.
    """
    check(by, Permission.LOAD_DATA, agency=load.agency)
    _check_that_it_is_theirs(by, load.agency, load.area)
    with transaction.atomic():
        old = Load.objects.select_for_update(of=("self",)).select_related("area", "agency").get(pk=load.pk)
        if not old.raw_name or old.state != load_states.DONE:
            raise NotToBeLoaded("The upload has been destroyed, so it cannot be read again. Send the file again.")
        name, key = old.raw_name, old.raw_key
        Load.objects.filter(pk=old.pk).update(raw_name="", raw_key=None)
        old.unknown_values.all().delete()
        again = Load.objects.create(
            kind=old.kind, area=old.area, agency=old.agency, by=by, corrects=old, uploaded_at=old.uploaded_at,
            filename=old.filename, sha256=old.sha256, size=old.size, reference_date=old.reference_date, read_again=True,
            stage="Waiting for its turn", raw_name=name, raw_key=key,
        )  # fmt: skip
        trail.leave("load read again", by=by, agency=old.agency, about=again, of=old.pk)
    return again


def destroy_upload(load: Load, *, by: Person) -> None:
    """Destroy the upload of a load now, at a person's word; Refusal while it is still to be read."""
    check(by, Permission.LOAD_DATA, agency=load.agency)
    with transaction.atomic():
        held = Load.objects.select_for_update().get(pk=load.pk)
        if held.is_under_way:
            raise NotToBeLoaded("The file is still being read. It is destroyed when that is done.")
        trail.leave("upload destroyed", by=by, agency=held.agency, about=held)
    forget_raw_upload(held)


def forget_raw_upload(load: Load) -> None:
    """Destroy the key first, then the encrypted bytes: whatever breaks in between, nobody can read them."""
    name = load.raw_name
    Load.objects.filter(pk=load.pk).update(raw_name="", raw_key=None)
    load.raw_name, load.raw_key = "", None
    raw_uploads.forget(name)


def take_up(*, lying_since: datetime, at: datetime) -> list[Load]:
    """The loads that nobody has worked at since a moment although there is work to do; they count as touched now."""
    lying = list(Load.objects.left_lying(before=lying_since))
    Load.objects.filter(pk__in=[load.pk for load in lying]).update(beat_at=at)
    return lying


def hours_kept(*, on: date) -> int:
    """For how many hours at most an upload of that day is kept, as the partnership has set it."""
    return int(rules.value("data.raw_upload_hours", on=on))


def forget_old_raw_uploads(*, at: datetime) -> int:
    """Forget each upload older than the rule of its day allows; a load unread by then has failed. Returns how many."""
    kept = [(load, hours_kept(on=localdate(load.uploaded_at))) for load in Load.objects.with_raw_upload()]
    old = [(load, hours) for load, hours in kept if load.uploaded_at < at - timedelta(hours=hours)]
    for load, hours in old:
        if load.is_under_way and load.kept_at is None:
            fail(load, sentence=TOO_OLD.format(hours=f"{hours} hour{'' if hours == 1 else 's'}"), at=at)
        else:
            forget_raw_upload(load)
    return len(old)


def note_faults(load: Load, faults: Iterable[LoadFault]) -> None:
    """Store faults that were found."""
    LoadFault.objects.bulk_create(faults, batch_size=1000)


def sentence_for(reason: CannotRead) -> str:
    """The sentence of a reason to turn a file away."""
    return SENTENCES[reason.reason]
