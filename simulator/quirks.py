"""The differences between firmware versions, by name."""

from enum import StrEnum


class Quirk(StrEnum):
    """One difference of a firmware version."""

    DECLARATION = "declaration"
    DND_KEY_EVENT = "dnd_key_event"
    LATIN1 = "latin1"
    LOCKED = "locked"
    NO_LINE_NUMBER = "no_line_number"
    NO_ROOT = "no_root"
    PARALLEL = "parallel"
    PARTIAL_SET = "partial_set"
    PROVISIONING_WINS = "provisioning_wins"
    QUEUE = "queue"
    RESTART_ON_SET = "restart_on_set"
    SILENT = "silent"
    STATE_FIRST = "state_first"
    UNESCAPED = "unescaped"
    V1_CONNECTED_FIRST = "v1_connected_first"
    V1_NEWEST_FIRST = "v1_newest_first"


QUIRKS = {
    Quirk.DECLARATION: "bodies begin with an XML declaration",
    Quirk.DND_KEY_EVENT: "simulateKeyEvent accepts DoNotDisturb instead of returning 4000",
    Quirk.LATIN1: "bodies are Latin-1 instead of UTF-8",
    Quirk.LOCKED: "config/set rejects the parameters with 4000",
    Quirk.NO_LINE_NUMBER: "CallStateChangeEvent has no LineNumber",
    Quirk.NO_ROOT: "bodies lack the root element",
    Quirk.PARALLEL: "several events are posted at once",
    Quirk.PARTIAL_SET: "config/set writes the known parameters beside unknown ones",
    Quirk.PROVISIONING_WINS: "updateConfiguration and a start empty the layer web",
    Quirk.QUEUE: "a request waits for the previous one instead of getting 403",
    Quirk.RESTART_ON_SET: "every config/set restarts the phone",
    Quirk.SILENT: "no event is posted",
    Quirk.STATE_FIRST: "CallStateChangeEvent comes before the other events of a change",
    Quirk.UNESCAPED: "& and < are not escaped in notifications",
    Quirk.V1_CONNECTED_FIRST: "callStatus v1 returns a connected call, or else a ringing one",
    Quirk.V1_NEWEST_FIRST: "callStatus v1 returns the newest call",
}
