"""Why a whole file cannot be read: each reason with the sentence that says what to do.

Pure, and free of Django, because the reading process uses it too.
"""

from enum import StrEnum


class Reason(StrEnum):
    """One reason to turn a file away as a whole."""

    ANOTHER_AUTHORITY = "another_authority"
    COUNTED_OTHERWISE = "counted_otherwise"
    COUNTS_OF_ANOTHER_AREA = "counts_of_another_area"
    COUNTS_TOO_SMALL = "counts_too_small"
    DAMAGED = "damaged"
    EMPTY = "empty"
    ENTITIES = "entities"
    EXTERNAL_LINKS = "external_links"
    INFECTED = "infected"
    LIES_ABOUT_SIZE = "lies_about_size"
    MACROS = "macros"
    NOT_A_CENSUS = "not_a_census"
    NOT_COUNTS = "not_counts"
    NOT_UTF8 = "not_utf8"
    NO_LISTS = "no_lists"
    NO_MASH_COLUMNS = "no_mash_columns"
    NO_LIST_IN_CSV = "no_list_in_csv"
    PASSWORD = "password"  # noqa: S105 - the name of a reason
    STAFFING_RETURN = "staffing_return"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_SLOW = "too_slow"
    WRONG_TYPE = "wrong_type"


SENTENCES: dict[Reason, str] = {
    Reason.ANOTHER_AUTHORITY: "This file was made by another authority than the one the load is for. "
    "Choose the right area, or the right file.",
    Reason.COUNTED_OTHERWISE: "The counts were made by other definitions or limits of time than those in force here. "
    "Bring the portal on the counting machine to the same version, count again and send the new file.",
    Reason.COUNTS_OF_ANOTHER_AREA: "The counts speak of another area than the one the load is for. "
    "Choose the right area, or count again with its code (--area).",
    Reason.COUNTS_TOO_SMALL: "The file shows smaller numbers than may be shown here. "
    "Count again with the current version of the portal, which hides them.",
    Reason.DAMAGED: "The file is damaged and cannot be opened. Open it in the program that made it, "
    "save it anew and send that copy.",
    Reason.EMPTY: "The file is empty. Check that the export had finished before you sent it.",
    Reason.ENTITIES: "The file defines its own document type or entities, which a census never does, "
    "so it was not opened. Export it anew from the case system.",
    Reason.EXTERNAL_LINKS: "The workbook has links to other workbooks, so it was not opened. "
    "In Excel choose Data, then Edit Links, break them all, save it and send it again.",
    Reason.INFECTED: "The scanner found malware in the file, so it was not opened. "
    "Tell your own IT desk; nothing of it was kept.",
    Reason.LIES_ABOUT_SIZE: "The workbook claims another size than it has, so it was not opened. "
    "Open it in Excel, save it anew and send that copy.",
    Reason.MACROS: "The workbook contains macros, so it was not opened. Save it as .xlsx and send that copy.",
    Reason.NOT_A_CENSUS: "This is no children in need census: it does not begin as the department's format does. "
    "Send the XML file that is sent to the department.",
    Reason.NOT_COUNTS: "This is no whole file of counts as count_locally writes it. "
    "Make it anew, send it as it is, and check that the upload was not cut off.",
    Reason.NOT_UTF8: "The file is not written in UTF-8. In Excel save it as “CSV UTF-8” and send it again.",
    Reason.NO_LISTS: "None of the lists 1 to 7 of Annex A was found in this file. "
    "Check that it is the right file and that its sheets are named List_1 to List_7. "
    "Lists 8 to 11 are not read: no measure is counted from them.",
    Reason.NO_MASH_COLUMNS: "The columns contact_ref, child_ref and received_at were not all found in the first row. "
    "Check that it is the right file and that it begins with its headers.",
    Reason.NO_LIST_IN_CSV: "The headers in the first row are neither those of a list of Annex A nor those of "
    "mash_events.csv. Check that it is the right file and that it begins with its headers. "
    "Lists 8 to 11 are not read: no measure is counted from them.",
    Reason.PASSWORD: "The workbook is protected by a password. Remove the password and send it again.",
    Reason.STAFFING_RETURN: "This is a staffing return: posts and people by team and week, no case-level rows, so it "
    "is not read here. Send it with your agency’s return of the period: Returns, then the return, then “Send a "
    "spreadsheet”.",
    Reason.TOO_LARGE: "The file is larger than can be read here. Split it by period and send the parts.",
    Reason.TOO_MANY_ROWS: "The workbook has more than 250,000 rows, or a cell far below its rows is filled. Save each "
    "list as a CSV file (CSV UTF-8) and send these one by one: of a CSV any number of rows is read.",
    Reason.TOO_SLOW: "Reading the file took longer than is allowed. Split it by period and send the parts.",
    Reason.WRONG_TYPE: "This kind of file is not read here. Send an Excel workbook (.xlsx or .xls), "
    "a CSV file or the XML file of the census.",
}


class CannotRead(Exception):  # noqa: N818 - a refusal, no error
    """The file as a whole cannot be read, for the reason given."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
