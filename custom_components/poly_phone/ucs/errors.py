"""Errors of the client. The `key` of each class names it in texts for users."""

from typing import ClassVar, Final

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
    """Base class of all errors of this package."""

    key: ClassVar[str] = "command_failed"


class UcsInputError(UcsError):
    """An invalid value; nothing was sent.

    The text does not quote the value, because destinations and digits are personal.
    """

    key = "invalid_input"

    def __init__(self, name: str, requirement: str) -> None:
        super().__init__(f"{name} {requirement}")
        self.name = name
        self.requirement = requirement


class UcsConnectionError(UcsError):
    """The phone cannot be reached; nothing was sent."""

    key = "cannot_connect"


class UcsNoAnswerError(UcsConnectionError):
    """The phone received a request and did not answer; it may have run a command."""

    key = "no_answer"


class UcsTlsError(UcsConnectionError):
    """The TLS handshake with the device at the address failed."""

    key = "tls_failed"


class UcsOldTlsError(UcsTlsError):
    """The phone supports only TLS 1.0 or 1.1, which is not allowed; nothing was sent."""

    key = "old_tls"


class UcsCertificateError(UcsTlsError):
    """The certificate is not the pinned one; no credentials were sent."""

    key = "certificate_changed"

    def __init__(self, expected: str, received: str) -> None:
        super().__init__(
            f"the certificate is {received[:16]}…, expected was {expected[:16]}…"
        )
        self.expected = expected
        self.received = received


class UcsAuthenticationError(UcsError):
    """The phone rejected user name or password; they are not sent again."""

    key = "invalid_auth"


class UcsInsecureLoginError(UcsError):
    """Without TLS, the phone requires Basic although it used Digest before.

    Another device may imitate the phone to receive the password, so it was not sent.
    """

    key = "insecure_login"


class UcsApiDisabledError(UcsError):
    """The REST API of the phone is disabled."""

    key = "api_disabled"


class UcsBusyError(UcsError):
    """The phone was busy with other requests for too long."""

    key = "busy"


class UcsReplyError(UcsError):
    """The answer is not one of a UC Software phone."""

    key = "not_a_phone"


class UcsPhoneError(UcsReplyError):
    """The phone's web server failed to answer a request (HTTP 500 to 599)."""

    key = "phone_error"


class UcsDisplayError(UcsError):
    """The phone did not show a message, or gave no picture of its screen."""


class UcsMessageLoginError(UcsDisplayError):
    """The phone rejected the login for messages; it is not sent again."""

    key = "message_login"


class UcsMessagesOffError(UcsDisplayError):
    """The phone accepts no messages, because it has no login for them."""

    key = "messages_off"


class UcsMessageDiscardedError(UcsDisplayError):
    """The phone discards messages of this priority; nothing was sent."""

    key = "message_discarded"


class UcsCaptureOffError(UcsDisplayError):
    """The phone does not allow pictures of its screen."""

    key = "capture_off"


class UcsCommandError(UcsError):
    """The phone refused a command, or failed to run it."""

    def __init__(self, code: int) -> None:
        super().__init__(f"{code}: {RETURN_CODES.get(code, 'unknown return code')}")
        self.code = code


class UcsNotSupportedError(UcsCommandError):
    """The model or firmware does not support the command, or not with this input."""

    key = "not_supported"

    def __init__(self, code: int = 4004, *, is_there: bool = True) -> None:
        super().__init__(code)
        self.is_there = is_there
        """Whether the path of the command exists."""


class UcsDangerousError(UcsCommandError):
    """The command is known to crash this firmware; nothing was sent."""

    key = "dangerous"

    def __init__(self) -> None:
        super().__init__(4003)


class UcsDefaultPasswordError(UcsCommandError):
    """The phone runs no commands while it has its factory password."""

    key = "default_password"
