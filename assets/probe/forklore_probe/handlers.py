"""Handlers of signals: they see the program's frame, where the signal came in the middle of ours, and no sentence of ours is
cut in two by what they raise.
"""

import _signal
import sys
from _thread import get_ident

from . import arena, me
from .guard import is_ours, settle
from .step import interrupt
from .wrapper import alike, unseen

_is_watched = False


def _seen(frame):
    while frame is not None and is_ours(frame):
        frame = frame.f_back
    return frame


def _wrapped(handler):
    if not callable(handler) or isinstance(handler, int):
        return handler

    def handle(number, frame):
        mouth = me.mouth()
        if mouth is not None and mouth.telling:
            mouth.signals.append(lambda: handle(number, sys._getframe()))
            return None
        if get_ident() in arena.turn.inside:
            arena.turn.signals.append(lambda: handle(number, sys._getframe()))
            return None
        try:
            return handler(number, _seen(frame))
        except BaseException as error:
            interrupt[0] = id(error), type(error)
            settle(frame)
            unseen(error)
            raise

    # In the handler itself: it goes when the program lets go of it.
    handle.forklore_around = handler
    return alike(handle, handler)


def _real(handler):
    return getattr(handler, "forklore_around", handler)


def install():
    """Puts ours around each handler; who asks for it gets the program's own."""
    set_, get = _signal.signal, _signal.getsignal

    def signal(*args):
        if len(args) == 2:
            args = args[0], _wrapped(args[1])
        try:
            return _real(set_(*args))
        except BaseException as error:
            unseen(error)
            raise

    def getsignal(*args):
        try:
            return _real(get(*args))
        except BaseException as error:
            unseen(error)
            raise

    _signal.signal, _signal.getsignal = alike(signal, set_), alike(getsignal, get)


def watch_interrupts():
    """Ctrl-C too goes through a handler of ours, from when the program has a lock that it could leave held."""
    global _is_watched
    if _is_watched:
        return
    try:
        if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
            _signal.signal(_signal.SIGINT, _signal.default_int_handler)
        _is_watched = True
    except ValueError:
        # Only the main thread may.
        pass
