"""How telephony notifications differ between firmware: one table, by name."""

from enum import StrEnum


class Quirk(StrEnum):
    """One way in which notifications differ."""

    DECLARATION = "declaration"
    LATIN1 = "latin1"
    LOCKED = "locked"
    NO_LINE_NUMBER = "no_line_number"
    NO_ROOT = "no_root"
    PARALLEL = "parallel"
    SILENT = "silent"
    STATE_FIRST = "state_first"
    UNESCAPED = "unescaped"


QUIRKS = {
    Quirk.DECLARATION: "bodies begin with an XML declaration",
    Quirk.LATIN1: "bodies are Latin-1 in place of UTF-8",
    Quirk.LOCKED: "REST cannot set the parameters, it answers 4000",
    Quirk.NO_LINE_NUMBER: "CallStateChangeEvent has no LineNumber",
    Quirk.NO_ROOT: "bodies lack the root element",
    Quirk.PARALLEL: "several events are posted at once",
    Quirk.SILENT: "nothing is ever posted",
    Quirk.STATE_FIRST: "CallStateChangeEvent comes before what else a change causes",
    Quirk.UNESCAPED: "& is not escaped",
}
