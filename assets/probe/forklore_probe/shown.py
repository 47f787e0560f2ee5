"""What a value looks like: Python's repr, of builtin types only, at most sixty columns."""

WIDEST = 60
_PLAIN = 10**18
_plain = {int, float, bool, type(None), complex}
_texts = {str, bytes}
_lists = {list: "[]", tuple: "()", set: "{}", frozenset: "{}"}


def short(value):
    """The repr of a value; nothing of the program's own is called for it."""
    if type(value) is int and -_PLAIN < value < _PLAIN:
        return repr(value)
    text = _shown(value, 3)
    if text.isascii() and len(text) <= WIDEST:
        return text
    columns = 0
    for place, char in enumerate(text):
        columns += 2 if _is_wide(ord(char)) else 1
        if columns > WIDEST:
            while columns > WIDEST - 1:
                columns -= 2 if _is_wide(ord(text[place])) else 1
                place -= 1
            return text[: place + 1] + "…"
    return text


def _is_wide(point):
    return point >= 0x1100 and (
        point <= 0x115F
        or 0x2E80 <= point <= 0xA4CF
        or 0xAC00 <= point <= 0xD7A3
        or 0xF900 <= point <= 0xFAFF
        or 0xFE30 <= point <= 0xFE6F
        or 0xFF00 <= point <= 0xFF60
        or 0xFFE0 <= point <= 0xFFE6
        or 0x1F300 <= point <= 0x1FAFF
        or 0x20000 <= point <= 0x3FFFD
    )


def _shown(value, depth):
    kind = type(value)
    if kind in _texts:
        return repr(value if len(value) <= 80 else value[:80])
    if kind is int:
        return repr(value) if value.bit_length() < 300 else "<int of %d bits>" % value.bit_length()
    if kind in _plain:
        return repr(value)
    if kind in _lists and depth:
        return _listed(value, _lists[kind], depth)
    if kind is dict and depth:
        pairs = ["%s: %s" % (_shown(key, depth - 1), _shown(value[key], depth - 1)) for key in list(value)[:20]]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, BaseException) and kind.__module__ == "builtins":
        return "%s(%s)" % (kind.__name__, ", ".join(_shown(arg, 1) for arg in value.args))
    return "<%s>" % kind.__name__


def _listed(value, brackets, depth):
    items = [_shown(item, depth - 1) for item in list(value)[:40]]
    if type(value) is tuple and len(items) == 1:
        return "(%s,)" % items[0]
    if not items and brackets == "{}":
        return type(value).__name__ + "()"
    return brackets[0] + ", ".join(items) + brackets[1]
