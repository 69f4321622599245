"""Every permission of the portal, in alphabetical order, on one screen."""

from enum import StrEnum


class Permission(StrEnum):
    """What a role may allow; the value is the sentence that finishes "may …"."""

    ADMIT_MEMBERS = "admit people who ask to join an agency, and end memberships"
    GIVE_ROLES = "give roles and take them back"
    KEEP_AGREEMENTS = "add data sharing agreements and take them away"
    LOAD_DATA = "upload case-level workbooks and read the report of each load"
    MANAGE_AGENCIES = "add, change and close agencies, and issue their keys to the API"
    READ_AGREEMENTS = "read data sharing agreements"
    READ_LETTERS = "read the letters the portal has written, whether each arrived"
    READ_TRAIL = "read who did what, and when"
    SEE_COMPONENTS = "open the component gallery"
    SEE_DASHBOARD = "see the Demand Dashboard"
    SEE_PEOPLE = "see the people and memberships of an agency"
    SET_RULES = "change the rules of the partnership: names, days, fees, telephone numbers"
    USE_OFFICE = "open the business unit's desk"
