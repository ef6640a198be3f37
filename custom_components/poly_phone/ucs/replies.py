"""The JSON that phones answer."""

from collections.abc import Iterable
import json
from typing import Any

from .errors import UcsReplyError
from .parsing import decoded

type Reply = dict[str, Any]
"""The JSON object that a phone answers: `Status`, and mostly `data`."""

_CODES = range(1000, 10_000)


def parse(body: bytes) -> Reply:
    """Return the JSON object of a reply, without blanks around keys and texts.

    Raises:
        UcsReplyError: it is none.

    """
    try:
        reply = json.loads(decoded(body), object_pairs_hook=_stripped)
    except (ValueError, RecursionError) as err:
        raise UcsReplyError("the reply is not JSON") from err
    if not isinstance(reply, dict):
        raise UcsReplyError("the reply is not a JSON object")
    return reply


def _stripped(pairs: Iterable[tuple[str, Any]]) -> Reply:
    return {
        key.strip(): value.strip() if isinstance(value, str) else value
        for key, value in pairs
    }


def return_code(reply: Reply) -> int:
    """Return the return code; phones send it as text, manuals have it as a number.

    Raises:
        UcsReplyError: there is none.

    """
    try:
        code = int(reply["Status"])
    except (KeyError, OverflowError, TypeError, ValueError) as err:
        raise UcsReplyError("the reply has no status") from err
    if code not in _CODES:
        raise UcsReplyError("the reply has no status")
    return code
