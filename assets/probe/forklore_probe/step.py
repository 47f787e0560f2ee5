"""A step: something that the program does, told when it begins, when it has to wait, and when it is over."""

import sys
from time import sleep

from . import arena, gate, me
from .layout import HELD, HOLD, KIND, PACE
from .record import BEGIN, END, WAIT, flag, text

_pace_at = PACE // 4
# Of an object for which there is no number nobody hears.
CREATES = {number for word, number in KIND.items() if word.endswith(".create")}


def passes(method):
    """For methods that stand around a value: it is passed on whatever happens here."""

    def call(self, value=None):
        try:
            method(self, value)
        except Exception as error:
            wrong(method, error)
        return value

    return call


# What a signal handler of the program's has raised last: that is no failure of ours, wherever it comes up. Only who it
# is, not itself, which would keep all frames alive that it has come through.
interrupt = [None]


def wrong(where, error):
    """A failure of our own. The program's own interrupt goes on."""
    if (id(error), type(error)) == interrupt[0]:
        try:
            raise error
        finally:
            # This frame, which it keeps, must not keep it: what it has come through would stay until somebody collects.
            del error
    if type(error) is not arena.Full:
        me.odd("probe: %s: %s: %s" % (where.__name__, type(error).__name__, error))


class Silent:
    """A step that nobody tells: what the library does for itself."""

    def __getattr__(self, name):
        # Once for each name: from then on it is found where methods are.
        setattr(Silent, name, staticmethod(_pass))
        return _pass

    def has(self):
        """Whether it is done already."""
        return False


def _pass(value=None):
    return value


def pass_with(function):
    """What passes a value on is this function from now on."""
    global _pass
    _pass = function


SILENT = Silent()


class Done(Silent):
    """A step that is done and told already: the real thing is not done again."""

    def has(self):
        """Whether it is done already."""
        return True


def hurries():
    """Whether nobody decides when a step may be done: then what need not wait is told in one record."""
    return not (gate.is_on or arena.words[_pace_at])


class Step:
    """A blocking operation of the program."""

    def __init__(self, kind, object_, line, value=None, size=None, fields=(), target=0, timeout=0):
        self.target = target
        self.timeout = timeout
        self.timed_out = False
        self.kind = kind
        self.object = object_
        self.line = line
        self.value = value
        self.size = size
        self.fields = tuple(fields)
        self.open = False

    def begin(self):
        """It has arrived."""
        if not gate.is_on:
            pace()
        self.begin_at_once()

    def begin_at_once(self):
        """It has arrived, at whatever pace."""
        self.open = True
        me.voice().tell(self.kind, BEGIN, self.object, self.line, self.size, self.value, self.fields)

    def needs(self, lacks, goes_on=False):
        """What may block comes next: tells if something is missing. In a gated run it waits for leave here."""
        if not gate.is_on:
            what = lacks()
            if what:
                self.waits(what)
        elif goes_on or not gate.is_choice(self.kind):
            if lacks():
                self._park(lacks, True)
        else:
            self._park(lacks, False)

    def has(self):
        """Whether it is done already."""
        return False

    def time(self, value=None):
        """How long the real thing may wait now: not at all, if its time is over."""
        return 0 if self.timed_out else value

    def _park(self, lacks, goes_on):
        goes = gate.park(
            me.voice().slot,
            self.kind,
            lacks,
            self.waits,
            self.object,
            self.target,
            self.line,
            self.value,
            self.timeout,
            goes_on,
        )
        if not goes:
            self.timed_out = True
            gate.pass_time(self.timeout)

    def waits(self, what):
        """It cannot go on."""
        fields = self.fields + (text("for", what),)
        me.voice().tell(self.kind, WAIT, self.object, self.line, self.size, self.value, fields)

    def end(self, *fields):
        """It is over."""
        if self.open:
            self.open = False
            me.voice().tell(self.kind, END, self.object, self.line, self.size, self.value, self.fields + fields)

    def outcome(self, what):
        """It is over, and not plainly."""
        self.end(text("outcome", what))

    @passes
    def result(self, value):
        """What the function returns goes through here."""
        self.end()

    def fail(self):
        """It raised."""
        try:
            self.raised(sys.exc_info()[1])
        except Exception as error:
            wrong(self.fail, error)

    def raised(self, error):
        """It raised this."""
        if self.open:
            self.outcome(type(error).__name__)


class Question(Step):
    """A question that cannot block: told with its answer, once that is there."""

    @passes
    def result(self, answer):
        note(self.kind, self.object, self.line, fields=self.fields + (flag("answer", answer),))


def once(kind, object_=0, line=0, value=None, size=None, fields=(), target=0, about=None):
    """Tells what cannot block, before it is done and when its turn has come."""
    if not object_ and kind in CREATES:
        return
    arrive(kind, object_, line, about or value, target)
    me.voice().tell(kind, None, object_, line, size, value, fields)


def arrive(kind, object_=0, line=0, value=None, target=0, lacks=gate.nothing):
    """Waits for the turn of a step."""
    if not gate.is_on:
        pace()
    elif gate.is_choice(kind):
        gate.park(me.voice().slot, kind, lacks, None, object_, target, line, value)


def is_time(timeout):
    """Whether it is a timeout, or none: what else the program gives, the library refuses."""
    return timeout is None or type(timeout) in (int, float)


def milliseconds(timeout):
    """A timeout as the gate has it: 0 for none."""
    return 0 if timeout is None else max(1, min(int(timeout * 1000), 0xFFFFFFFE))


def until(kind, lacks):
    """In a gated run: parks, as something that is no choice, until nothing is missing."""
    if gate.is_on and lacks():
        gate.park(me.voice().slot, kind, lacks, goes_on=True)


def note(kind, object_=0, line=0, value=None, size=None, fields=()):
    """Tells what has happened."""
    if not object_ and kind in CREATES:
        return
    me.voice().tell(kind, None, object_, line, size, value, fields)


def pace():
    """Lets the pace pass, or stays here while everybody is held."""
    if arena.words[_pace_at]:
        _slowly()


def _slowly():
    if arena.words[_pace_at] != HOLD:
        sleep(arena.words[_pace_at] / 1000)
    if arena.words[_pace_at] == HOLD:
        _held(1)
        try:
            while arena.words[_pace_at] == HOLD:
                gate.stay()
        finally:
            _held(-1)


def _held(more):
    with arena.turn:
        arena.words[HELD // 4] += more
