"""A record: an event as it stands in a ring (bincode, fixed-width integers; see src/wire/record.rs)."""

from _struct import Struct

from .layout import AT_ONCE, FIELD, KIND, OWN, PHASE

_plain = Struct("<IBIII").pack
_phased = Struct("<IBIIII").pack
_long = Struct("<BQ").pack
_count = Struct("<Q").pack
_text = Struct("<IIQ").pack
_integer = Struct("<IIq").pack
_float = Struct("<IId").pack
_word = Struct("<III").pack
_flag = Struct("<IIB").pack
_null = Struct("<II").pack

BEGIN, WAIT, END = PHASE["begin"], PHASE["wait"], PHASE["end"]


def body(kind, phase, object_, line, size, value, fields):
    """Everything of a record but its time."""
    if phase is None:
        head = _plain(kind, 0, OWN, object_, line)
    else:
        head = _phased(kind, 1, phase, OWN, object_, line)
    size = b"\0" if size is None else _long(1, size)
    if value is None:
        value = b"\0"
    else:
        value = value.encode("utf-8", "replace")
        value = _long(1, len(value)) + value
    return b"".join((head, size, value, _count(len(fields)), *fields))


_heads = {}
# A program may make locks without end.
_MOST_HEADS = 64
_sized_value = Struct("<BQBQ").pack
_value = Struct("<BBQ").pack
_NOTHING = b"\0\0" + _count(0)
_NO_FIELDS = _count(0)


def at_once(kind, object_, line):
    """How an operation begins in a record that had not to wait: this one record tells its begin and its end."""
    key = kind, object_, line
    try:
        return _heads[key]
    except KeyError:
        return _kept(key, _phased(kind, 1, END, AT_ONCE, object_, line))


def _kept(key, head):
    if len(_heads) >= _MOST_HEADS:
        _heads.clear()
    _heads[key] = head
    return head


def event(kind, object_, line):
    """How something that is no operation begins in a record."""
    key = ~kind, object_, line
    try:
        return _heads[key]
    except KeyError:
        return _kept(key, _plain(kind, 0, OWN, object_, line))


def bare(head):
    """A record without a value."""
    return head + _NOTHING


def valued(head, value):
    """A record with a value."""
    value = value.encode() if value.isascii() else value.encode("utf-8", "replace")
    return head + _value(0, 1, len(value)) + value + _NO_FIELDS


def sized(head, size, value):
    """A record with a value and how many bytes it has."""
    value = value.encode() if value.isascii() else value.encode("utf-8", "replace")
    return head + _sized_value(1, size, 1, len(value)) + value + _NO_FIELDS


def text(field, value):
    """A field with a text."""
    data = value.encode("utf-8", "replace")
    return _text(FIELD[field], 4, len(data)) + data


def octets(field, data):
    """A field with bytes that are no text."""
    return _text(FIELD[field], 7, len(data)) + data


def integer(field, value):
    """A field with a whole number."""
    return _integer(FIELD[field], 2, value)


def number(field, value):
    """A field with a number."""
    return _float(FIELD[field], 3, value)


def flag(field, value):
    """A field that is yes or no."""
    return _flag(FIELD[field], 1, bool(value))


def null(field):
    """A field whose value is not known."""
    return _null(FIELD[field], 0)


def actor(field, slot):
    """A field with an actor, by slot."""
    return _word(FIELD[field], 5, slot)


def pair(field, one, two):
    """A field with two texts."""
    one, two = one.encode("utf-8", "replace"), two.encode("utf-8", "replace")
    return _text(FIELD[field], 6, len(one)) + one + _count(len(two)) + two


def kind(word):
    """The number of a kind."""
    return KIND[word]


def texts(field, values):
    """A field with any number of texts."""
    values = [value.encode("utf-8", "replace") for value in values]
    return _text(FIELD[field], 8, len(values)) + b"".join(_count(len(value)) + value for value in values)
