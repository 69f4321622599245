"""The reading process from within: what it says of each kind of file, and that it only ever speaks in messages."""

import datetime as dt
import io
import json
import sys

import pytest

from dashboard import read_child, workbooks
from dashboard.file_reasons import CannotRead, Reason
from dashboard.tests import given


def said(kind, content):
    return list(read_child.messages(kind, io.BytesIO(content), len(content)))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (dt.date(2026, 5, 4), ["d", "2026-05-04"]),
        (dt.datetime(2026, 5, 4, 9, 30), ["t", "2026-05-04T09:30:00"]),  # noqa: DTZ001 - as the workbook holds it
        ("word", "word"),
        ("x" * 20_000, "x" * 10_000),
        (7.5, 7.5),
        (None, None),
    ],
)
def test_a_cell_as_the_process_writes_it(cell, written):
    assert read_child.written(cell) == written


def test_a_workbook_is_told_by_its_number_of_rows_then_its_rows_then_its_end():
    messages = said("annex_a", given.a_workbook(One=[["a", 1]], Two=[["b"]] * 501))

    assert messages[0] == {"more": 502}
    assert [(each["sheet"], each["first"], len(each["rows"])) for each in messages[1:-1]] == [
        ("One", 1, 1), ("Two", 1, 500), ("Two", 501, 1)
    ]  # fmt: skip
    assert messages[-1] == {"end": True}


def test_a_csv_is_told_by_its_rows():
    assert said("mash_events", b"\xef\xbb\xbfone;two\n1;2\n") == [
        {"more": 3}, {"sheet": "", "first": 1, "rows": [["one", "two"], ["1", "2"]]}, {"end": True}
    ]  # fmt: skip


def test_a_census_is_told_by_its_header_then_its_children_in_batches():
    children = b"<Child/>" * 501
    xml = b"<Message><Header/><Children>" + children + b"</Children></Message>"

    messages = said("cin_census", xml)

    assert [sorted(each) for each in messages] == [["more"], ["header"], ["children"], ["children"], ["end"]]
    assert [len(each["children"]) for each in messages[2:4]] == [500, 1]


@pytest.mark.parametrize(
    ("kind", "content", "reason"),
    [
        ("annex_a", b"", Reason.EMPTY),
        ("annex_a", b" \n", Reason.EMPTY),
        ("annex_a", b"a\x00b", Reason.WRONG_TYPE),
        ("annex_a", b"a,\xff", Reason.NOT_UTF8),
        ("annex_a", b'a,b\n"' + b"x" * 140_000 + b'"\n', Reason.DAMAGED),
        ("annex_a", workbooks.OLE + b"nothing", Reason.DAMAGED),
    ],
)
def test_what_cannot_be_read_is_told_by_its_reason(kind, content, reason):
    with pytest.raises(CannotRead) as refused:
        said(kind, content)

    assert refused.value.reason == reason


def run(monkeypatch, capsys, content):
    monkeypatch.setattr(read_child, "limit_itself", lambda: None)
    monkeypatch.setattr(sys, "argv", ["read_child", "mash_events"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    status = read_child.main()

    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_process_says_everything_in_lines(monkeypatch, capsys):
    status, lines = run(monkeypatch, capsys, b"a,b\n")

    assert (status, lines[-1]) == (0, {"end": True})


def test_a_refusal_is_a_message_too(monkeypatch, capsys):
    assert run(monkeypatch, capsys, b"") == (0, [{"refused": "empty"}])


def test_want_of_memory_is_a_refusal(monkeypatch, capsys):
    def full(kind, stream, size):
        raise MemoryError

    monkeypatch.setattr(read_child, "messages", full)

    assert run(monkeypatch, capsys, b"a,b\n") == (0, [{"refused": "too_large"}])
