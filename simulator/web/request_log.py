"""The requests that reached a phone."""

from dataclasses import dataclass


@dataclass
class RequestRecord:
    """A request that reached the phone."""

    method: str
    path: str
    """With the query."""
    authorized: bool
    """Whether it came with credentials, right or wrong."""
    body: bytes = b""
    status: int = 0
    """The HTTP status of the answer; 0 while there is none."""
