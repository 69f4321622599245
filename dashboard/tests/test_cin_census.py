"""What becomes of the elements of a census, across the shapes it has had."""

import datetime as dt

import pytest

from dashboard import census_xml, cin_census
from dashboard.file_reasons import CannotRead, Reason

TODAY = dt.date(2026, 11, 23)


def read(details, *, about="<Sex>F</Sex>", ethnicity="WBRI", disabilities="", reference="K1"):
    xml = f"""<Message><Header/><Children><Child><ChildIdentifiers><LAchildID>{reference}</LAchildID>
    <PersonBirthDate>2015-05-04</PersonBirthDate>{about}</ChildIdentifiers><ChildCharacteristics>
    <Ethnicity>{ethnicity}</Ethnicity>{disabilities}</ChildCharacteristics>{details}</Child></Children></Message>"""
    [_, child] = census_xml.nodes(xml.encode())
    taken = cin_census.ChildReader(child.plain(), TODAY).read()
    records = {each.record.table: each.record for each in taken if each.record}
    return records, [(fault.fault.value, fault.column) for each in taken for fault in each.faults], taken


def details(inside="", *, nfa="false", date="2026-04-01", source="6"):
    return f"""<CINdetails><CINreferralDate>{date}</CINreferralDate><ReferralSource>{source}</ReferralSource>
    <PrimaryNeedCode>N1</PrimaryNeedCode>{inside}<ReferralNFA>{nfa}</ReferralNFA></CINdetails>"""


@pytest.mark.parametrize(
    ("about", "sex"),
    [
        ("<GenderCurrent>1</GenderCurrent>", "M"),
        ("<GenderCurrent>2</GenderCurrent>", "F"),
        ("<GenderCurrent>0</GenderCurrent>", "U"),
        ("<GenderCurrent>9</GenderCurrent>", "N"),
        ("<Sex>M</Sex>", "M"),
        ("<Sex>U</Sex>", "U"),
    ],
)
def test_sex_is_read_in_the_old_and_the_new_shape(about, sex):
    records, faults, _ = read(details(), about=about)

    assert (records["referral"].values["sex"], faults) == (sex, [])


@pytest.mark.parametrize(("written", "meant"), [("0", False), ("1", True), ("true", True), ("false", False)])
def test_yes_and_no_come_as_figures_or_words(written, meant):
    records, faults, _ = read(details(nfa=written))

    assert (records["referral"].values["no_further_action"], faults) == (meant, [])
    assert ("childinneed" in records) is not meant


@pytest.mark.parametrize(
    ("disabilities", "meant"),
    [
        ("", None),
        ("<Disabilities><Disability>NONE</Disability></Disabilities>", False),
        ("<Disabilities><Disability>LD</Disability><Disability>AUT</Disability></Disabilities>", True),
    ],
)
def test_a_disability_is_yes_no_or_not_said(disabilities, meant):
    records, _, _ = read(details(), disabilities=disabilities)

    assert records["referral"].values["disability"] is meant


def test_the_age_band_is_that_at_each_event():
    records, _, _ = read(details(date="2026-05-03"))

    assert records["referral"].values["age_band"] == "10-15"


def test_an_assessment_knows_its_referral_and_its_factors():
    inside = """<Assessments><AssessmentActualStartDate>2026-04-02</AssessmentActualStartDate>
    <AssessmentAuthorisationDate>2026-05-01</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment>
    <AssessmentFactors>16A</AssessmentFactors><AssessmentFactors>3B</AssessmentFactors>
    <AssessmentFactors>ZZ</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>"""

    records, faults, _ = read(details(inside))

    values = records["assessment"].values
    assert (values["referred_on"], values["authorised_on"]) == (dt.date(2026, 4, 1), dt.date(2026, 5, 1))
    assert (values["factors"], faults) == (["16A", "3B"], [("unknown_value", "AssessmentFactors")])


PLAN = """<ChildProtectionPlans><CPPstartDate>2026-04-20</CPPstartDate><InitialCategoryOfAbuse>NEG
</InitialCategoryOfAbuse><LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse><NumberOfPreviousCPP>1</NumberOfPreviousCPP>
<Reviews><CPPreviewDate>2026-06-01</CPPreviewDate><CPPreviewDate>2026-09-01</CPPreviewDate></Reviews>
</ChildProtectionPlans>"""


@pytest.mark.parametrize(
    ("conference", "not_needed", "plan", "led", "told"),
    [
        ("2026-04-20", "0", PLAN, True, []),
        ("2026-04-20", "0", "", False, []),
        ("", "1", "", None, []),
        ("2026-04-20", "1", "", False, [("contradiction", "DateOfInitialCPC")]),
        ("2026-04-01", "0", "", None, [("dates_out_of_order", "DateOfInitialCPC")]),
    ],
)
def test_a_conference_led_to_a_plan_when_a_plan_began_that_day(conference, not_needed, plan, led, told):
    held = f"<DateOfInitialCPC>{conference}</DateOfInitialCPC>" if conference else ""
    inside = f"""<Section47><S47ActualStartDate>2026-04-02</S47ActualStartDate>{held}
    <ICPCnotRequired>{not_needed}</ICPCnotRequired></Section47>{plan}"""

    records, faults, _ = read(details(inside))

    assert (records["section47"].values["led_to_plan"], faults) == (led, told)


def test_a_plan_keeps_both_categories_and_its_latest_review():
    records, faults, _ = read(details(PLAN))

    values = records["protectionplan"].values
    assert (values["initial_category"], values["latest_category"], values["earlier_plans"]) == ("NEG", "EMO", 1)
    assert (values["last_review_on"], faults) == (dt.date(2026, 9, 1), [])


def test_a_closure_without_reason_contradicts_itself():
    _, faults, _ = read(details("<CINclosureDate>2026-06-01</CINclosureDate>"))

    assert faults == [("contradiction", "ReasonForClosure")]


def test_modules_no_measure_needs_are_passed_over():
    later = "<PreProceedingsandFGDM><PPStartDate>2026-09-09</PPStartDate></PreProceedingsandFGDM>"

    records, faults, _ = read(
        details(later + "<CINPlanDates><CINPlanStartDate>2026-05-05</CINPlanStartDate></CINPlanDates>")
    )

    assert (sorted(records), faults) == (["childinneed", "referral"], [])


def test_a_child_without_reference_is_refused_with_all_its_referrals():
    records, faults, taken = read(details() + details(date="2026-05-01"), reference="")

    assert (records, faults) == ({}, [("blank", "LAchildID")])
    assert sum(each.refused for each in taken) == 2


def test_a_referral_without_a_date_is_refused_and_told():
    records, faults, taken = read(details(date=""))

    assert (records, faults) == ({}, [("blank", "CINreferralDate")])
    assert [each.table for each in taken if each.refused] == ["referral"]


@pytest.mark.parametrize(
    ("source", "told"), [("", [("blank", "ReferralSource")]), ("Z", [("unknown_value", "ReferralSource")])]
)
def test_a_source_that_is_blank_or_unknown_is_told(source, told):
    assert read(details(source=source))[1] == told


def header(xml):
    return next(iter(census_xml.nodes(f"<Message><Header>{xml}</Header></Message>".encode()))).plain()


def test_the_header_names_authority_and_reference_date():
    found = cin_census.read_header(
        header(
            "<CollectionDetails><Collection>CIN</Collection><ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails>"
            "<Source><LEA>931</LEA></Source>"
        )
    )

    assert found == cin_census.Header("931", dt.date(2026, 3, 31))


def test_a_reference_date_that_cannot_be_read_is_none():
    found = cin_census.read_header(
        header("<CollectionDetails><Collection>CIN</Collection><ReferenceDate>soon</ReferenceDate></CollectionDetails>")
    )

    assert found == cin_census.Header("", None)


def test_another_collection_is_no_census_of_children_in_need():
    with pytest.raises(CannotRead) as refused:
        cin_census.read_header(header("<CollectionDetails><Collection>CSWW</Collection></CollectionDetails>"))

    assert refused.value.reason == Reason.NOT_A_CENSUS
