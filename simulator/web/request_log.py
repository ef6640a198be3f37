"""The requests that a phone received."""

from dataclasses import dataclass


@dataclass
class RequestRecord:
    """A received request."""

    method: str
    path: str
    """The path with the query."""
    authorized: bool
    """Whether the request had credentials, right or wrong."""
    body: bytes = b""
    status: int = 0
    """The HTTP status of the answer; 0 until then."""
