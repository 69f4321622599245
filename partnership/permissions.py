"""Every permission of the portal, in alphabetical order, on one screen."""

from enum import StrEnum


class Permission(StrEnum):
    """What a role may allow; the value is the sentence that finishes "may …"."""

    ADMIT_MEMBERS = "admit people who ask to join an agency, and end memberships"
    AGREE_ACTIONS = "agree actions, accept the evidence for them, and end them"
    ANSWER_RECOMMENDATIONS = "answer recommendations addressed to an agency"
    DECIDE_DUE_DATES = "decide whether the due date of an action is moved"
    GIVE_ROLES = "give roles and take them back"
    JOIN_CAMPAIGNS = "pledge for an agency to campaigns, say whom it reached, and work on those it leads or co-owns"
    KEEP_AGREEMENTS = "add the data sharing agreements that agencies have signed"
    KEEP_CAMPAIGNS = "start campaigns, ask for pledges, and publish"
    KEEP_PLAN = "keep the business plan: its aims and priorities, and who leads them"
    LOAD_DATA = "upload case-level workbooks and read the report of each load"
    MANAGE_AGENCIES = "add, change and close agencies, and issue their keys to the API"
    OWN_ACTIONS = "propose actions for an agency and work on them: progress, parts, evidence, owners"
    PUBLISH_VOICES = "let the public read what somebody else has recorded of children, families and practitioners"
    READ_AGREEMENTS = "read data sharing agreements"
    READ_LETTERS = "read the letters the portal has written, whether each arrived"
    READ_TRAIL = "read who did what, and when"
    RECORD_FINDINGS = "record findings and make recommendations of them"
    RECORD_VOICES = "record what children, families and practitioners told us, and what changed because of it"
    SEE_ACTIONS = "see findings, recommendations and actions"
    SEE_AGENCY_MATTERS = "see findings and actions that are kept to an agency"
    SEE_COMPONENTS = "open the component gallery"
    SEE_DASHBOARD = "see the Demand Dashboard"
    SEE_PEOPLE = "see the people and memberships of an agency"
    SET_RULES = "change the rules of the partnership: names, days, fees, telephone numbers"
    TEST_IMPACT = "test whether an action of somebody else made a difference"
    USE_OFFICE = "open the business unit's desk"
