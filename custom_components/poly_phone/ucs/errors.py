"""What can go wrong between here and the phone."""

from typing import Final

RETURN_CODES: Final = {
    2000: "done",
    4000: "invalid parameters",
    4001: "device busy",
    4002: "line not registered",
    4003: "operation not allowed",
    4004: "operation not supported",
    4005: "line does not exist",
    4006: "URLs not configured",
    4007: "call does not exist",
    4008: "configuration export failed",
    4009: "input size or parameter count limit exceeded",
    4010: "default password not allowed",
    4011: "contact not found",
    4400: "bad request",
    4403: "forbidden",
    5000: "failed to process the request",
    5500: "internal server error",
}
"""The meaning of the `Status` values that phones are known to send."""


class UcsError(Exception):
    """Base of everything that this package raises."""


class UcsInputError(UcsError):
    """A value that no phone would accept; nothing was sent.

    It names the value but does not quote it: destinations and digits are personal.
    """

    def __init__(self, name: str, requirement: str) -> None:
        super().__init__(f"{name} {requirement}")
        self.name = name
        self.requirement = requirement


class UcsConnectionError(UcsError):
    """The phone cannot be reached; nothing was sent."""


class UcsNoAnswerError(UcsConnectionError):
    """The phone took a request and did not answer; a command may have been done."""


class UcsTlsError(UcsConnectionError):
    """No TLS connection can be agreed on with what answers at the address."""


class UcsOldTlsError(UcsTlsError):
    """The phone speaks only TLS 1.0 or 1.1, which is not allowed; nothing was sent."""


class UcsCertificateError(UcsTlsError):
    """Another certificate than the pinned one; no credentials were sent."""

    def __init__(self, expected: str, received: str) -> None:
        super().__init__(
            f"the certificate is {received[:16]}…, expected was {expected[:16]}…"
        )
        self.expected = expected
        self.received = received


class UcsAuthenticationError(UcsError):
    """The phone rejected user name or password; they are not tried again."""


class UcsApiDisabledError(UcsError):
    """The REST API of the phone is switched off."""


class UcsBusyError(UcsError):
    """The phone was busy with other requests for too long."""


class UcsDisplayError(UcsError):
    """The display does not do what it was asked for."""


class UcsMessageLoginError(UcsDisplayError):
    """The phone rejected the login for messages; it is not tried again."""


class UcsMessagesOffError(UcsDisplayError):
    """The phone takes no messages for its display: it has no login for them."""


class UcsMessageDiscardedError(UcsDisplayError):
    """The phone discards messages of this priority; nothing was sent."""


class UcsCaptureOffError(UcsDisplayError):
    """The phone lets nobody see what is on its display."""


class UcsReplyError(UcsError):
    """The reply is not what a UC Software phone answers."""


class UcsCommandError(UcsError):
    """The phone understood the command and refused it or failed."""

    def __init__(self, code: int) -> None:
        super().__init__(f"{code}: {RETURN_CODES.get(code, 'unknown return code')}")
        self.code = code


class UcsNotSupportedError(UcsCommandError):
    """The phone's model or firmware does not know the command, or not with this input."""

    def __init__(self, code: int = 4004, *, is_there: bool = True) -> None:
        super().__init__(code)
        self.is_there = is_there
        """Whether there is anything at the command's path."""


class UcsDangerousError(UcsCommandError):
    """This firmware is known to break when it carries the command out; nothing was sent."""

    def __init__(self) -> None:
        super().__init__(4003)


class UcsDefaultPasswordError(UcsCommandError):
    """The phone takes no commands while it has its factory password."""
