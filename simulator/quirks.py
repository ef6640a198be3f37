"""How telephony notifications differ between firmware: one table, by name."""

from typing import Literal

type Quirk = Literal[
    "declaration",
    "latin1",
    "locked",
    "no_line_number",
    "no_root",
    "parallel",
    "silent",
    "state_first",
    "unescaped",
]

QUIRKS: dict[Quirk, str] = {
    "declaration": "bodies begin with an XML declaration",
    "latin1": "bodies are Latin-1 in place of UTF-8",
    "locked": "REST cannot set the parameters, it answers 4000",
    "no_line_number": "CallStateChangeEvent has no LineNumber",
    "no_root": "bodies lack the root element",
    "parallel": "several events are posted at once",
    "silent": "nothing is ever posted",
    "state_first": "CallStateChangeEvent comes before what else a change causes",
    "unescaped": "& is not escaped",
}
