"""A wrapper: a function of ours in the place of a C function, as like it as it can be."""

import sys

from _functools import partial

_forgets = sys.version_info >= (3, 11)
# From here on a fork among threads is warned of.
_warns = sys.version_info >= (3, 12)
CODES = set()


def alike(ours, real, is_function=True):
    """Ours, with the name and place of the real one."""
    if is_function:
        CODES.add(ours.__code__)
    for name in ("__name__", "__qualname__", "__module__", "__doc__", "__self__", "__text_signature__"):
        try:
            setattr(ours, name, getattr(real, name))
        except AttributeError:
            pass
    return ours


class BuiltIn(partial):
    """A function of ours that is to be taken for a C function: in a class it is no method, it is pickled by its name, and
    of its arguments the real one is asked."""

    def __get__(self, *_):
        return self

    def __repr__(self):
        return "<built-in function %s>" % self.__name__

    def __reduce__(self):
        return self.__qualname__

    @property
    def __signature__(self):
        return sys.modules["inspect"].signature(self._real)


def put(module, name, make, *args):
    """Puts a function of ours in the place of a C function, in the module where it is used and in the one it is from."""
    real = getattr(module, name)
    ours = alike(BuiltIn(make(real, *args)), real, False)
    ours._real = real
    setattr(module, name, ours)
    home = sys.modules.get(real.__module__)
    if getattr(home, name, None) is real:
        setattr(home, name, ours)


_call = (lambda real, args: real(*args)).__code__


def as_asked(real, *args):
    """Calls a real function that may warn. What it warns of stands at the line that has called ours, as it would without us:
    the warning takes file, line and module from the frame it finds, so that one is made after the caller's."""
    if not _warns:
        return real(*args)
    caller = sys._getframe(2)
    code = _call.replace(co_filename=caller.f_code.co_filename, co_firstlineno=caller.f_lineno or 1)
    return type(as_asked)(code, caller.f_globals)(real, args)


def unseen(error):
    """Takes our frame out of the traceback of what is about to be raised again. Before 3.11 `raise` puts it back, and
    [`stripped`] takes it out where nobody has caught it."""
    if _forgets:
        error.__traceback__ = None


def stripped(traceback):
    """A traceback without our frames."""
    while traceback is not None and _is_ours(traceback):
        traceback = traceback.tb_next
    walker = traceback
    while walker is not None:
        after = walker.tb_next
        while after is not None and _is_ours(after):
            after = after.tb_next
        walker.tb_next = after
        walker = after
    return traceback


def _is_ours(traceback):
    frame = traceback.tb_frame
    return frame.f_code in CODES or frame.f_globals.get("__package__") == __package__
