"""The encoding of replies as JSON."""

from collections.abc import Mapping
import json
from random import Random

from .request import is_object


def encode(envelope: Mapping[str, object], random: Random) -> bytes:
    """Encode a reply with strings only, keys in any order."""
    return json.dumps(_shuffle(envelope, random), ensure_ascii=False).encode()


def _shuffle(value: object, random: Random) -> object:
    if is_object(value):
        names = list(value)
        random.shuffle(names)
        return {name: _shuffle(value[name], random) for name in names}
    if isinstance(value, list):
        return [_shuffle(item, random) for item in value]
    return str(value)
