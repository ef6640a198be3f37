"""The picture of the screen that the web server returns."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from simulator.phone.keys import soft_keys
from simulator.phone.phone import Phone

from .ui_xml import CALL_TITLES

type Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

DEFAULT_SIZE = (320, 240)
"""The size of a screen without touch."""

BACKGROUND_COLOR = "#16425f"
BAR_COLOR = "#0b2334"
MESSAGE_COLOR = "#5c1d24"
TEXT_COLOR = "#f3f8fc"
SECONDARY_COLOR = "#a9c4d6"


def capture(phone: Phone) -> bytes:
    """Draw the screen in the picture format of the model."""
    size = phone.profile.screen if all(phone.profile.screen) else DEFAULT_SIZE
    image = Image.new(
        "RGB", size, MESSAGE_COLOR if phone.messages.shown else BACKGROUND_COLOR
    )
    _draw(ImageDraw.Draw(image), phone, *size)
    file = BytesIO()
    image.save(file, format=phone.profile.picture)
    return file.getvalue()


def _draw(draw: ImageDraw.ImageDraw, phone: Phone, width: int, height: int) -> None:
    unit = min(width, height) // 12
    small, large = _font(unit * 0.8), _font(unit * 1.3)
    middle = unit * 0.75
    draw.rectangle((0, 0, width, unit * 1.5), fill=BAR_COLOR)
    draw.rectangle((0, height - unit * 1.8, width, height), fill=BAR_COLOR)
    label = phone.lines[0].label if phone.lines else phone.profile.model
    clock = f"{phone.local_time(phone.timeline.now):%H:%M}"
    draw.text((unit / 2, middle), label, TEXT_COLOR, small, anchor="lm")
    draw.text((width - unit / 2, middle), clock, TEXT_COLOR, small, anchor="rm")
    title, *lines = _content(phone)
    draw.text((unit / 2, unit * 2.2), title, TEXT_COLOR, large)
    text = "\n".join(line for each in lines for line in _wrapped(each, small, width))
    draw.multiline_text(
        (unit / 2, unit * 4.4), text, SECONDARY_COLOR, small, spacing=unit / 3
    )
    keys = soft_keys(phone)
    for position, key in enumerate(keys):
        x = width * (position + 0.5) / len(keys)
        draw.text((x, height - unit * 0.9), key.label, TEXT_COLOR, small, anchor="mm")


def _font(size: float) -> Font:
    """Return a font with accents if this machine has one."""
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)
    except OSError:
        return ImageFont.load_default(size)


def _content(phone: Phone) -> list[str]:
    """Return the title of the screen, and its lines."""
    if message := phone.messages.shown:
        return [message.title or "Message", *message.text.split("\n")]
    if call := phone.calls.focused:
        return [
            call.party.name or phone.typed_number or "…",
            *(
                f"{CALL_TITLES[each.state]}  {each.party.number}"
                for each in phone.calls
            ),
        ]
    return [
        phone.typed_number or f"{phone.local_time(phone.timeline.now):%A}",
        *(f"{line.label}  {line.extension}" for line in phone.lines),
    ]


def _wrapped(text: str, font: Font, width: int) -> list[str]:
    """Break a line into lines that fit on the screen."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width * 0.92:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
