"""The commands of the Skype profile; in other profiles they return 4004."""

from simulator.phone.phone import Phone
from simulator.return_codes import Code, RefusedError

from .request import DONE, Reply, Request


def get_presence(phone: Phone, _request: Request) -> Reply:
    """Return the presence; it stands outside `data`."""
    _require_skype(phone)
    return {"Presence": _presence(phone)}


def sign_in(phone: Phone, request: Request) -> Reply:
    """Sign in with a name and a password; `LockCode` is optional."""
    _require_skype(phone)
    for name in ("Address", "User", "Password", "Domain"):
        request.required(name)
    phone.set_signed_in(True)
    return DONE


def sign_out(phone: Phone, _request: Request) -> Reply:
    """Sign out."""
    _require_skype(phone)
    phone.set_signed_in(False)
    return DONE


def web_sign_in(phone: Phone, _request: Request) -> Reply:
    """Start to sign in with a browser; path and body are guesses.

    During a sign-in, a second one gets the code for *busy*.
    """
    _require_skype(phone)
    if phone.web_sign_in:
        raise RefusedError(Code.BUSY)
    phone.web_sign_in = True
    return DONE


def cancel_web_sign_in(phone: Phone, _request: Request) -> Reply:
    """Cancel the browser sign-in; the path is a guess."""
    _require_skype(phone)
    phone.web_sign_in = False
    return DONE


def _require_skype(phone: Phone) -> None:
    if not phone.skype:
        raise RefusedError(Code.NOT_SUPPORTED)


def _presence(phone: Phone) -> str:
    if not phone.signed_in:
        return "Offline"
    if phone.dnd:
        return "Do Not Disturb"
    return "Busy" if phone.calls.established else phone.presence
