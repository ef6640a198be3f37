"""Constants of the Poly Phone integration."""

import logging
from typing import Final

DOMAIN: Final = "poly_phone"
LOGGER: Final = logging.getLogger(__package__)

CONF_ADVANCED: Final = "advanced"
CONF_FINGERPRINT: Final = "fingerprint"
CONF_TLS: Final = "tls"

DEFAULT_USERNAME: Final = "Polycom"
