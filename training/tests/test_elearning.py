"""E-learning: written safely, published only whole, taken page by page, withdrawn when late; completions by file."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.urls import reverse

from training import elearning, holding, modules, passport
from training.invariants import broken
from training.models import Learning, ModulePage
from training.tests import given
from training.tests.given import AT, refused

pytestmark = pytest.mark.django_db
QUIZ = "? Whom do you tell?\n[x] The lead | Right, today.\n[ ] Nobody | You would carry it alone."
FILM = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(200)
VTT = "WEBVTT\n\n00:01.000 --> 00:04.000\nLook at the child first."


def words(**more):
    return {"title": "First", "text": "# Look\n\nListen.", "captions": "", "transcript": "", "questions": "", **more}


@pytest.fixture
def module(cast):
    """Two pages, the second with a question; published, for a year."""
    course = given.a_course(cast, mode="e_learning", e_learning_address="https://x.example", validity_months=12)
    made = modules.begin(by=cast.administrator, course=course)
    for number, questions in ((1, ""), (2, QUIZ)):
        modules.write_page(by=cast.administrator, module=made, number=number, words=words(questions=questions),
                           video=None, at=AT)  # fmt: skip
    modules.publish(by=cast.administrator, module=made, at=AT)
    return made


def begun(cast, module, *, at=AT):
    return elearning.begin(by=cast.practitioner, agency=cast.agencies.health_trust, module=module, at=at)


def test_a_learner_goes_page_by_page_and_gets_a_certificate_that_anybody_can_check(cast, module, client):
    client.force_login(cast.practitioner)
    slug = module.course.slug
    client.post(reverse("learn", args=[slug]))
    client.post(reverse("learn_page", args=[slug, 1]))
    wrong = client.post(reverse("learn_page", args=[slug, 2]), {"q0": "1"}).content.decode()
    assert "You would carry it alone." in wrong
    assert "Not enough was right" in client.get(reverse("learn", args=[slug])).content.decode()

    right = client.post(reverse("learn_page", args=[slug, 2]), {"q0": "0"}).content.decode()

    done = Learning.objects.get()
    assert "Right, today." in right
    assert (done.score, done.valid_until.year, len(done.code)) == (100, done.finished_at.year + 1, 20)
    client.logout()
    proof = client.get(reverse("verify_certificate", args=[done.code])).content.decode()
    assert cast.practitioner.name in proof
    assert "This certificate is ours and counts" in proof
    line = passport.of(cast.practitioner, house="Us", at=done.finished_at).lines[0]
    assert (line.title, line.state) == (module.course.title, "Counts")
    client.force_login(cast.stranger)
    assert client.get(reverse("learning_certificate", args=[done.pk])).status_code == 404


def test_a_script_in_the_markdown_is_shown_and_never_run(cast, module, client):
    bad = words(text="<script>alert(1)</script>\n\n[x](javascript:alert(1))\n\n<img src=x onerror=alert(1)>")
    modules.write_page(by=cast.administrator, module=module, number=1, words=bad, video=None, at=AT)
    modules.publish(by=cast.administrator, module=module, at=AT)
    client.force_login(cast.practitioner)

    page = client.get(reverse("learn_page", args=[module.course.slug, 1])).content.decode()

    main = page.split("<main", 1)[1].split("</main>")[0]
    assert "&lt;script&gt;alert(1)" in main
    assert "<script>alert" not in main
    assert "<img src=x" not in main
    assert 'href="javascript' not in main


def test_a_video_without_captions_or_transcript_is_not_published(cast, module, client):
    office = cast.administrator
    film = SimpleUploadedFile("film.mp4", FILM)
    sentence = ("The video of page 3, “First”, has no {}. Without them it shuts out whoever cannot hear it, and the "
                "law forbids that.")  # fmt: skip
    modules.write_page(by=office, module=module, number=3, words=words(), video=film, at=AT)
    with refused(sentence.format("captions")):
        modules.publish(by=office, module=module, at=AT)
    modules.write_page(by=office, module=module, number=3, words=words(captions=VTT), video=None, at=AT)
    with refused(sentence.format("transcript")):
        modules.publish(by=office, module=module, at=AT)
    whole = words(captions=VTT, transcript="Look at the child first.")
    modules.write_page(by=office, module=module, number=3, words=whole, video=None, at=AT)
    modules.publish(by=office, module=module, at=AT)

    client.force_login(cast.practitioner)
    captions = client.get(reverse("module_captions", args=[module.course.slug, 3]))
    assert captions.content.decode() == VTT
    with refused("This is not a file the portal takes. Send it as MP4 or WebM."):
        modules.write_page(by=office, module=module, number=4, words=words(),
                           video=SimpleUploadedFile("film.mp4", b"<script>"), at=AT)  # fmt: skip


def test_what_is_late_is_withdrawn_and_may_begin_anew(cast, module):
    first = begun(cast, module)
    assert begun(cast, module) == first

    told = [elearning.withdraw_late(at=AT + timedelta(days=days)) for days in (42, 43, 44)]

    assert told == [0, 1, 0]
    assert given.letters_to(cast.practitioner.email) == [f"Withdrawn, begin anew when you can: {module.course}"]
    with refused("This e-learning is over. Open it anew to begin again."):
        elearning.go_on(by=cast.practitioner, learning=first, number=1, chosen={}, at=AT + timedelta(days=44))
    assert begun(cast, module, at=AT + timedelta(days=44)) != first


def test_nobody_goes_on_for_somebody_else_or_past_a_question(cast, module):
    mine = begun(cast, module)

    with refused("This is the e-learning of somebody else."):
        elearning.go_on(by=cast.lead, learning=mine, number=1, chosen={}, at=AT)
    with refused("Answer each question, then go on."):
        elearning.go_on(by=cast.practitioner, learning=mine, number=2, chosen={}, at=AT)
    with pytest.raises(PermissionDenied):
        modules.publish(by=cast.trainer, module=module, at=AT)


def test_a_file_of_completions_with_unknown_people_names_each_and_enters_nothing(cast, module, client):
    client.force_login(cast.lead)
    title, known = module.course.title, cast.practitioner.email
    trust = cast.agencies.health_trust.pk

    def send(*rows):
        text = "E-mail,Course,Finished on\n" + "\n".join(rows)
        upload = SimpleUploadedFile("done.csv", text.encode())
        return client.post(reverse("enter_completions"), {"agency": trust, "upload": upload})

    page = send(f"{known},{title},2026-05-01", f"nobody@x.example,{title},2026-05-01", f"{known},Juggling,2026-05-01")
    told = [(fault.row, fault.what) for fault in page.context["faults"]]
    assert told == [(3, "Nobody at Oakshire Health has the address nobody@x.example here."),
                    (4, "No e-learning is called “Juggling”.")]  # fmt: skip
    assert not Learning.objects.exists()

    for _ in range(2):
        send(f"{known},{title},2026-05-01")
    (entered,) = Learning.objects.all()
    assert (entered.person, entered.entered_by, entered.valid_until.isoformat()) == (
        cast.practitioner, cast.lead, "2027-05-01",
    )  # fmt: skip


def titles(pages):
    return [each.title for each in pages.order_by("number")]


def test_who_is_under_way_ends_with_the_version_begun_with_and_the_office_sees_who_finished_which(cast, module, client):
    office, mine, slug = cast.administrator, begun(cast, module), module.course.slug
    modules.write_page(by=office, module=module, number=3, words=words(title="Third"), video=None, at=AT)
    drafted = (titles(module.draft.pages), titles(module.in_force.pages))
    modules.publish(by=office, module=module, at=AT)

    for number, chosen in ((1, {}), (2, {0: {0}})):
        mine = elearning.go_on(by=cast.practitioner, learning=mine, number=number, chosen=chosen, at=AT)
    again = elearning.begin(by=cast.lead, agency=cast.agencies.health_trust, module=module, at=AT)

    assert drafted == (["First", "First", "Third"], ["First", "First"])
    assert (mine.finished_at, mine.version.number, again.version.number) == (AT, 1, 2)
    client.force_login(office)
    page = client.get(reverse("write_module", args=[slug]))
    assert [(each.number, each.begun, each.finished) for each in page.context["versions"]] == [(2, 1, 0), (1, 1, 1)]
    with refused("Nothing has been written since the last version. Change a page first."):
        modules.publish(by=office, module=module, at=AT)
    with pytest.raises(Error), transaction.atomic():
        ModulePage.objects.filter(version=mine.version).update(title="Other")
    assert list(broken()) == []


def test_pages_are_moved_and_taken_out_of_the_draft_alone(cast, module, client):
    slug = module.course.slug
    client.force_login(cast.administrator)
    modules.write_page(by=cast.administrator, module=module, number=3, words=words(title="Third"), video=None, at=AT)

    client.post(reverse("move_module_page", args=[slug, 3]), {"up": "1"})
    moved = titles(module.draft.pages)
    client.post(reverse("take_out_module_page", args=[slug, 1]))
    taken = titles(module.draft.pages)
    client.post(reverse("move_module_page", args=[slug, 1]), {"up": "1"})
    client.post(reverse("throw_away_draft", args=[slug]))

    assert (moved, taken) == (["First", "Third", "First"], ["Third", "First"])
    assert (module.draft, titles(module.in_force.pages)) == (None, ["First", "First"])
    client.force_login(cast.trainer)
    assert client.post(reverse("take_out_module_page", args=[slug, 1])).status_code == 403


def test_a_week_and_a_day_before_the_last_day_a_letter_goes_out_once(cast, module):
    begun(cast, module)

    told = [elearning.remind(at=AT + timedelta(days=days)) for days in (34, 35, 35, 36, 41, 42)]

    assert told == [0, 1, 0, 0, 1, 0]
    assert {each.split(":")[0] for each in given.letters_to(cast.practitioner.email)} == {"Finish by 4 January"}


def test_learner_and_lead_are_told_before_e_learning_runs_out_unless_it_is_held_longer(cast, module):
    mine = given.e_learning_done(cast, cast.practitioner, given.an_e_learning(cast, validity_months=12))
    before = mine.valid_until - given.ON

    told = [elearning.remind_of_end(at=AT + before - timedelta(days=days)) for days in (91, 90, 90, 30)]
    given.an_upload_that_counts(cast, cast.practitioner, mine.course, on=given.ON)

    assert told == [0, 1, 1, 1]
    assert elearning.remind_of_end(at=AT + before - timedelta(days=7)) == 0
    subject = f"Soon out of date: {cast.practitioner}, {mine.course}"
    assert [given.letters_to(each.email) for each in (cast.practitioner, cast.lead)] == [[subject] * 2] * 2


def test_a_certificate_of_e_learning_is_taken_back_and_counts_nowhere(cast, module, client):
    mine = begun(cast, module)
    for number, chosen in ((1, {}), (2, {0: {0}})):
        mine = elearning.go_on(by=cast.practitioner, learning=mine, number=number, chosen=chosen, at=AT)
    client.force_login(cast.lead)
    seen = client.get(reverse("learnings")).context["listing"].count
    forbidden = client.post(reverse("revoke_learning", args=[mine.pk]), {"why": "x"}).status_code
    client.force_login(cast.administrator)

    client.post(reverse("revoke_learning", args=[mine.pk]), {"why": "Somebody else sat there."})

    assert (seen, forbidden) == (1, 403)
    assert holding.held([cast.practitioner.pk]) == {}
    client.logout()
    assert (
        "This certificate was taken back"
        in client.get(reverse("verify_certificate", args=[mine.code])).content.decode()
    )
    assert given.letters_to(cast.practitioner.email)[-1] == f"Certificate taken back: {module.course}"
    with refused("This certificate was taken back already: Somebody else sat there."):
        elearning.revoke(by=cast.administrator, learning=mine, why="Again", at=AT)
    client.force_login(cast.head)
    assert client.get(reverse("learning_record", args=[mine.pk])).status_code == 404
