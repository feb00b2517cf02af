"""The received value at the end of a message."""

from api.errors import Text

MAX_RECEIVED_LENGTH = 100  # characters of a value that a message repeats


def add_received(detail: Text, value: str) -> Text:
    """Return the text with a received value, shortened and without invisible characters."""
    shown = value if len(value) <= MAX_RECEIVED_LENGTH else f"{value[: MAX_RECEIVED_LENGTH - 1]}…"
    shown = "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in shown).replace("`", "'")
    indonesian, english = (text.rstrip(".") for text in detail)
    return Text(f"{indonesian}. Diterima: `{shown}`.", f"{english}. Received: `{shown}`.")
