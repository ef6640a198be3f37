"""Restarts, resets and configuration: `/api/v1/mgmt/...`."""

from collections.abc import Iterable

from simulator.configuration.layers import RESETTABLE
from simulator.configuration.parameters import NOTIFICATION
from simulator.phone.phone import Phone
from simulator.quirks import Quirk
from simulator.return_codes import Code, RefusedError
from simulator.screen.ui_xml import to_xml

from .request import DONE, Handler, Reply, Request, is_object

MAX_PARAMETERS = 20
TRANSFER_TYPE = "call.defaultTransferType"


def restart(phone: Phone, _request: Request) -> Reply:
    """Restart or reboot when no call exists; reply at once."""
    phone.restart()
    return DONE


def reset_config(*layers: str) -> Handler:
    """Return the command that resets some layers, by default all.

    The phone restarts afterwards (a guess).
    """

    def run(phone: Phone, _request: Request) -> Reply:
        phone.reset_config(layers or RESETTABLE)
        return DONE

    return run


def factory_reset(phone: Phone, _request: Request) -> Reply:
    """Erase all settings, so that the API is off afterwards."""
    phone.factory_reset()
    return DONE


def update_configuration(phone: Phone, _request: Request) -> Reply:
    """Read the configuration of the provisioning server again."""
    phone.update_configuration()
    return DONE


def set_config(phone: Phone, request: Request) -> Reply:
    """Write parameters; an unknown one rejects them all, or only itself (a guess)."""
    values = {name: _scalar(value) for name, value in request.fields().items()}
    if not values:
        raise RefusedError(Code.BAD_INPUT)
    if len(values) > MAX_PARAMETERS:
        raise RefusedError(Code.TOO_MUCH)
    unknown = [name for name in values if not phone.config.knows(name)]
    known = {name: value for name, value in values.items() if name not in unknown}
    if unknown and Quirk.PARTIAL_SET not in phone.quirks:
        raise RefusedError(Code.BAD_INPUT, _invalid(phone, unknown))
    if not all(phone.config.accepts(name, value) for name, value in known.items()):
        raise RefusedError(Code.BAD_INPUT)
    if Quirk.LOCKED in phone.quirks and any(
        name.startswith(NOTIFICATION) for name in known
    ):
        raise RefusedError(Code.BAD_INPUT)
    phone.configure(known)
    if Quirk.RESTART_ON_SET in phone.quirks:
        phone.restart()
    if unknown:
        raise RefusedError(Code.BAD_INPUT, _invalid(phone, unknown))
    return DONE


def get_config(phone: Phone, request: Request) -> Reply:
    """Return the values of parameters and their sources."""
    if not isinstance(request.data, list) or not request.data:
        raise RefusedError(Code.BAD_INPUT)
    names = [_scalar(name) for name in request.data]
    if len(names) > MAX_PARAMETERS:
        raise RefusedError(Code.TOO_MUCH)
    unknown = [name for name in names if not phone.config.knows(name)]
    data: dict[str, object] = {}
    for name in names:
        if name not in unknown:
            value, source = phone.config.read(name)
            data[name] = {"Value": value, "Source": source}
    return {"data": data, **(_invalid(phone, unknown) if unknown else {})}


def export_config(phone: Phone, request: Request) -> Reply:
    """Store the URL to which the configuration would be uploaded.

    No source shows whether the fields are wrapped in `data`, so that both forms are
    accepted.
    """
    given = Request(request.data or request.body)
    url = given.required("URL")
    given.required("ConfigType")
    if not url.startswith(("http://", "https://", "ftp://", "tftp://")):
        raise RefusedError(Code.EXPORT_FAILED)
    phone.uploads.append(url)
    return DONE


def get_transfer_type(phone: Phone, _request: Request) -> Reply:
    """Return the transfer type that the Transfer key uses."""
    return {"data": {"Type": phone.config[TRANSFER_TYPE]}}


def set_transfer_type(phone: Phone, request: Request) -> Reply:
    """Write the transfer type; path and body are guesses."""
    kind = request.required("Type")
    allowed = ("Consultative", "Blind", *(("Safe",) if phone.skype else ()))
    if kind not in allowed:
        raise RefusedError(Code.BAD_INPUT)
    phone.configure({TRANSFER_TYPE: kind})
    return DONE


def ui_xml(phone: Phone, _request: Request) -> Reply:
    """Return the content of the screen; the XML schema is a guess."""
    return {"data": to_xml(phone)}


def _invalid(phone: Phone, names: Iterable[str]) -> dict[str, object]:
    """Return the unknown names in the shape of the model's firmware."""
    if phone.profile.invalid_params == "array":
        return {"InvalidParams": list(names)}
    return {"InvalidParams": {str(n): name for n, name in enumerate(names, 1)}}


def _scalar(value: object) -> str:
    if is_object(value) or isinstance(value, list) or value is None:
        raise RefusedError(Code.BAD_INPUT)
    return str(value)
