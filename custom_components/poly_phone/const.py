"""Constants of the Poly Phone integration."""

import logging
from typing import Final

DOMAIN: Final = "poly_phone"
ALL_PHONES_ID: Final = "all_phones"
LOGGER: Final = logging.getLogger(__package__)

CONF_ADVANCED: Final = "advanced"
CONF_ALLOW_DANGEROUS: Final = "allow_dangerous_commands"
CONF_ALLOW_EMERGENCY: Final = "allow_emergency_calls"
CONF_ALLOW_OLD_TLS: Final = "allow_old_tls"
CONF_CAPABILITIES: Final = "capabilities"
CONF_DISPLAY: Final = "display"
CONF_FINGERPRINT: Final = "fingerprint"
CONF_MISSED_SEEN: Final = "missed_calls_seen"
CONF_MISSED_SEEN_KEYS: Final = "missed_calls_seen_keys"
CONF_MISSED_SEEN_UNDATED: Final = "missed_calls_seen_undated"
CONF_NOTIFICATION_ADDRESS: Final = "notification_address"
CONF_NUMBER: Final = "number"
CONF_OUTSIDE_PREFIX: Final = "outside_prefix"
CONF_PROVISIONED: Final = "provisioned"
CONF_PUSH: Final = "push"
CONF_PUSH_PROOF: Final = "push_proof"
CONF_SIGN_IN: Final = "sign_in"
CONF_TIME_ZONE: Final = "time_zone"
CONF_TLS: Final = "tls"
CONF_VOICE_ANY_NUMBER: Final = "voice_any_number"

SUBENTRY_CONTACT: Final = "contact"

DEFAULT_HTTP_PORT: Final = 80
DEFAULT_PORT: Final = 443
DEFAULT_USERNAME: Final = "Polycom"
