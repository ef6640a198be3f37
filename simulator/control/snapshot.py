"""The full state of a phone, for the control API and its page."""

from simulator.phone.forwarding import forward_target
from simulator.phone.keys import soft_keys
from simulator.phone.phone import Phone
from simulator.simulated_phone import SimulatedPhone
from simulator.telephony.call import Call
from simulator.telephony.call_log import DIRECTIONS
from simulator.telephony.lines import Line

RECENT = 8

SETTINGS = {
    "brightness": "up.backlight.onIntensity",
    "idle_brightness": "up.backlight.idleIntensity",
    "ringtone": "reg.1.ringType",
    "ringer_volume": "np.normal.ringing.toneVolume.chassis",
    "page_volume": "ptt.volume",
    "auto_answer": "call.autoAnswer.SIP",
    "forward_to": "reg.1.fwdContact",
}
"""The parameters of the settings that the page shows."""


def snapshot(phone: SimulatedPhone) -> dict[str, object]:
    """Return the state of a phone; times are in epoch seconds."""
    phone.timeline.advance()
    server, outbox, profile = phone.server, phone.outbox, phone.profile
    return {
        "mac": phone.mac,
        "profile": profile.name,
        "form": profile.form,
        "model": profile.model,
        "firmware": profile.firmware,
        "url": phone.url,
        "password": phone.password,
        "fingerprint": phone.fingerprint,
        "now": phone.timeline.now,
        "clock": phone.local_time(phone.timeline.now).isoformat(timespec="seconds"),
        "power": phone.power,
        "booted": phone.booted,
        "frozen": phone.is_frozen,
        "restart_pending": phone.restart_pending,
        "lines": [_line(phone, line) for line in phone.lines],
        "calls": [_call(phone, call) for call in phone.calls],
        "log": {
            direction: [vars(entry) for entry in phone.log.lists[direction]]
            for direction in DIRECTIONS
        },
        "muted": phone.muted,
        "dnd": phone.dnd,
        "has_dnd": phone.do_not_disturb.exists,
        "forwarding": bool(
            phone.lines and forward_target(phone.config, phone.lines[0])
        ),
        "settings": {
            name: phone.config[parameter] if phone.config.knows(parameter) else None
            for name, parameter in SETTINGS.items()
        },
        "off_hook": phone.off_hook,
        "volume": phone.volume,
        "entry": phone.typed_number,
        "message": vars(message) if (message := phone.messages.shown) else None,
        "soft_keys": [key.label for key in soft_keys(phone)],
        "push_log": list(phone.push_log)[-RECENT:],
        "skype": phone.skype,
        "presence": phone.presence,
        "api_enabled": phone.api_enabled,
        "latency": server.latency,
        "lockout": server.lockout.enabled,
        "busy_answers": server.busy_answers,
        "faults": [vars(fault) for fault in server.faults.active],
        "request_count": server.request_count,
        "requests": [
            {"method": record.method, "path": record.path, "status": record.status}
            for record in list(server.requests)[-RECENT:]
        ],
        "notification_count": outbox.count,
        "notification_urls": outbox.urls,
        "quirks": sorted(phone.quirks),
        "delivery_faults": {
            kind: every for kind, every in outbox.delivery_faults.items() if every
        },
        "notifications": [
            {"event": post.event, "detail": post.detail, "url": post.url}
            | {"result": post.result}
            for post in list(outbox.posted)[-RECENT:]
        ],
    }


def _line(phone: Phone, line: Line) -> dict[str, object]:
    return {
        "number": line.number,
        "keys": line.keys,
        "label": line.label,
        "extension": line.extension,
        "address": line.address,
        "registered": phone.registered(line),
    }


def _call(phone: Phone, call: Call) -> dict[str, object]:
    return {
        "handle": f"{call.handle:x}",
        "line": call.line.number,
        "incoming": call.incoming,
        "state": call.state,
        "ringing": call.ringing,
        "focused": call is phone.calls.focused,
        "held_by_far": call.held_by_far,
        "name": call.party.name,
        "number": call.party.number,
        "started": call.started,
        "connected_at": call.connected_at,
        "digits": call.digits,
    }
