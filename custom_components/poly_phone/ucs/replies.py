"""Parses the JSON of replies."""

from collections.abc import Iterable
import json
from typing import Any

from .errors import UcsReplyError
from .parsing import decoded

type Reply = dict[str, Any]
"""The JSON object of a reply: `Status`, and `data` in most replies."""

_CODES = range(1000, 10_000)


def parse(body: bytes) -> Reply:
    """Return the JSON object of a reply, without blanks around keys and texts.

    Raises:
        UcsReplyError: The body is not a JSON object.

    """
    try:
        # Not strict, because some phones send raw tabs and line breaks in texts.
        reply = json.loads(
            decoded(body).rstrip("\0 \t\r\n"), object_pairs_hook=_stripped, strict=False
        )
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
    """Return the return code, which is a text or a number.

    Raises:
        UcsReplyError: The reply has no return code.

    """
    try:
        code = int(reply["Status"])
    except (KeyError, OverflowError, TypeError, ValueError) as err:
        raise UcsReplyError("the reply has no status") from err
    if code not in _CODES:
        raise UcsReplyError("the reply has no status")
    return code
