"""The return codes of the REST API."""

from collections.abc import Mapping
from enum import StrEnum


class Code(StrEnum):
    """The `Status` of a reply."""

    DONE = "2000"
    BAD_INPUT = "4000"
    BUSY = "4001"
    LINE_NOT_REGISTERED = "4002"
    NOT_ALLOWED = "4003"
    NOT_SUPPORTED = "4004"
    NO_SUCH_LINE = "4005"
    NO_SUCH_CALL = "4007"
    EXPORT_FAILED = "4008"
    TOO_MUCH = "4009"
    DEFAULT_PASSWORD = "4010"  # noqa: S105
    FAILED = "5000"


class RefusedError(Exception):
    """A command that the phone refuses."""

    def __init__(self, code: Code, content: Mapping[str, object] | None = None) -> None:
        super().__init__(code.name)
        self.code = code
        self.content = content or {}
        """The fields of the reply besides the code."""
