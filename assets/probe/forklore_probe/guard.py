"""Guards: an interrupt that comes in the middle of a function of ours leaves no lock behind that nobody knows of.

An exception that a signal handler raises can come up between any two steps of a function in Python; in the C method
that stands there without us it cannot. So before it goes on, the frames of ours that it has come through are put in
order: what was taken is given back, what was to be given back is.
"""

_guards = {}


def guarded(settle):
    """For a function that an interrupt may come up in: `settle` gets its variables."""

    def mark(function):
        _guards[function.__code__] = settle
        return function

    return mark


def settle(frame):
    """Puts everything of ours in order that stands from this frame upwards."""
    while frame is not None:
        guard = _guards.get(frame.f_code)
        if guard is not None:
            guard(frame.f_locals)
        elif not is_ours(frame):
            return
        frame = frame.f_back


def is_ours(frame):
    """Whether a frame is the probe's."""
    return frame.f_globals.get("__package__") == __package__
