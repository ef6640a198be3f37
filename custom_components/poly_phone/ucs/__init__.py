"""An async client for the local REST API of Poly and Polycom UC Software phones.

`models` has the typed replies, which are equal for all firmware versions. Times are those
of the phone's clock, without a time zone. Missing and empty values are None.
"""

from .administration import ConfigurationLayer
from .authentication import Scheme
from .client import CallType, TransferType, UcsClient
from .commands import Command
from .discovery import FoundPhone, answers_like_phone, find_phone
from .errors import (
    RETURN_CODES,
    UcsApiDisabledError,
    UcsAuthenticationError,
    UcsBusyError,
    UcsCaptureOffError,
    UcsCertificateError,
    UcsCommandError,
    UcsConnectionError,
    UcsDangerousError,
    UcsDefaultPasswordError,
    UcsDisplayError,
    UcsError,
    UcsInputError,
    UcsInsecureLoginError,
    UcsMessageDiscardedError,
    UcsMessageLoginError,
    UcsMessagesOffError,
    UcsNoAnswerError,
    UcsNotSupportedError,
    UcsOldTlsError,
    UcsPhoneError,
    UcsReplyError,
    UcsTlsError,
)
from .models.calls import Call, CallDirection, CallLog, CallLogEntry, CallState
from .models.device import (
    DeviceInfo,
    DeviceStatistics,
    NetworkInfo,
    NetworkStatistics,
    PollStatus,
)
from .models.lines import Line, SipUser
from .models.media import CommunicationInfo, Session, Stream
from .models.notifications import MAX_SIZE, Notification, parse_notification
from .models.parameters import Parameter, may_restart
from .parsing import is_number
from .redaction import MASK, mask_secret, redact
from .request_log import RequestStatistics
from .screen import PRIORITIES, MessageLogin, Picture, Priority, Screen
from .tls import Certificate, read_certificate
from .validation import parse_web_address, validate_destination

__all__ = [
    "MASK",
    "MAX_SIZE",
    "PRIORITIES",
    "RETURN_CODES",
    "Call",
    "CallDirection",
    "CallLog",
    "CallLogEntry",
    "CallState",
    "CallType",
    "Certificate",
    "Command",
    "CommunicationInfo",
    "ConfigurationLayer",
    "DeviceInfo",
    "DeviceStatistics",
    "FoundPhone",
    "Line",
    "MessageLogin",
    "NetworkInfo",
    "NetworkStatistics",
    "Notification",
    "Parameter",
    "Picture",
    "PollStatus",
    "Priority",
    "RequestStatistics",
    "Scheme",
    "Screen",
    "Session",
    "SipUser",
    "Stream",
    "TransferType",
    "UcsApiDisabledError",
    "UcsAuthenticationError",
    "UcsBusyError",
    "UcsCaptureOffError",
    "UcsCertificateError",
    "UcsClient",
    "UcsCommandError",
    "UcsConnectionError",
    "UcsDangerousError",
    "UcsDefaultPasswordError",
    "UcsDisplayError",
    "UcsError",
    "UcsInputError",
    "UcsInsecureLoginError",
    "UcsMessageDiscardedError",
    "UcsMessageLoginError",
    "UcsMessagesOffError",
    "UcsNoAnswerError",
    "UcsNotSupportedError",
    "UcsOldTlsError",
    "UcsPhoneError",
    "UcsReplyError",
    "UcsTlsError",
    "answers_like_phone",
    "find_phone",
    "is_number",
    "mask_secret",
    "may_restart",
    "parse_notification",
    "parse_web_address",
    "read_certificate",
    "redact",
    "validate_destination",
]
