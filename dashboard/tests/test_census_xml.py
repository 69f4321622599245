"""XML that no census is, and what a census may look like."""

import pytest

from dashboard import census_xml, safe_reading
from dashboard.file_reasons import CannotRead, Reason

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(b'<!ENTITY lol%d "%s">' % (n, (b"&lol%d;" % (n - 1) if n > 1 else b"&lol;") * 10) for n in range(1, 10))
    + b"]><Message><Header>&lol9;</Header></Message>"
)


def message(inside: bytes, *, header: bytes = b"<Header/>") -> bytes:
    return b"<Message>" + header + b"<Children>" + inside + b"</Children></Message>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"  ", Reason.EMPTY),
        (b"<Message><Header>", Reason.DAMAGED),
        (b"not xml at all", Reason.DAMAGED),
        (b"<html><body/></html>", Reason.NOT_A_CENSUS),
        (b"<Message><Body/></Message>", Reason.NOT_A_CENSUS),
        (message(b"<Person/>"), Reason.NOT_A_CENSUS),
        (b'<Message xmlns="urn:other"><Header/></Message>', Reason.NOT_A_CENSUS),
        (b'<x:Message xmlns:x="urn:other"/>', Reason.NOT_A_CENSUS),
        (message(b"<Child>" + b"<a>" * 120_000 + b"</a>" * 120_000 + b"</Child>"), Reason.NOT_A_CENSUS),
        (message(b"<Child>" + b"<a/>" * 20_001 + b"</Child>"), Reason.NOT_A_CENSUS),
        (LAUGHS, Reason.ENTITIES),
        (b'<!DOCTYPE Message SYSTEM "http://attacker.example/x.dtd"><Message/>', Reason.ENTITIES),
        (
            b'<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/passwd">]><Message><Header>&x;</Header></Message>',
            Reason.ENTITIES,
        ),
    ],
)
def test_what_is_no_census_is_turned_away_for_its_reason(content, reason):
    with pytest.raises(CannotRead) as refused:
        list(census_xml.nodes(content))

    assert refused.value.reason == reason


def test_a_billion_laughs_ends_nothing_but_the_reading():
    with pytest.raises(CannotRead) as refused:
        list(safe_reading.messages("cin_census", iter([LAUGHS])))

    assert refused.value.reason == Reason.ENTITIES


def test_children_come_one_by_one_with_their_lines():
    content = message(b"\n<Child>\n<Name>A</Name></Child>\n<Child/>", header=b"<Header><Year>2026</Year></Header>")

    nodes = list(census_xml.nodes(content))

    assert [(node.name, node.line) for node in nodes] == [("Header", 1), ("Child", 2), ("Child", 4)]
    assert nodes[0].plain() == {
        "line": 1, "text": "", "parts": {"Year": [{"line": 1, "text": "2026", "parts": {}}]}
    }  # fmt: skip


def test_a_text_longer_than_any_value_is_cut():
    [_, child] = census_xml.nodes(message(b"<Child><Note>" + b"x" * 5000 + b"</Note></Child>"))

    assert len(child.parts["Note"][0].text) == census_xml.LONGEST_TEXT + 1
