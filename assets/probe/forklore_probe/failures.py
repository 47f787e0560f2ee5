"""Failures: exceptions that nobody has caught."""

import sys

from .record import kind, text
from .step import note, wrong
from .wrapper import stripped

EXCEPTION = kind("exception")
_builtin = type(BaseException.__str__)
_plain = {str, int, float, bool, type(None)}


def tell(error):
    """Tells an exception that ends its actor, or its actor's task."""
    try:
        note(EXCEPTION, fields=(text("type", type(error).__name__), text("text", _said(error)[:400])))
    except Exception as other:
        wrong(tell, other)


def _said(error):
    # Only what needs no method of the program: a `__str__` of its own could do anything.
    own = next(vars(class_)["__str__"] for class_ in type(error).__mro__ if "__str__" in vars(class_))
    plain = all(type(arg) in _plain for arg in error.args)
    return str(error) if type(own) is _builtin and plain else ""


def install():
    """Hears of what ends the main thread."""
    real = sys.excepthook

    def excepthook(kind_, error, traceback):
        tell(error)
        traceback = stripped(traceback)
        if isinstance(error, BaseException):
            error.__traceback__ = traceback
        real(kind_, error, traceback)

    excepthook.__name__, excepthook.__module__, excepthook.__qualname__ = "excepthook", "sys", "excepthook"
    sys.excepthook = excepthook
