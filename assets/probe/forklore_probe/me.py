"""Who this process and this thread are: their slots, their names, and what they have made."""

import _thread
import os

from . import arena, gate, ledger
from .layout import ENDED, PID, STARTED, STATE, TID
from .naming import Christening
from .record import actor, flag, integer, kind, text
from .voice import QuickVoice, Voice, hush as _hush


class Own:
    """What belongs to this process alone, and begins anew in a child."""

    def __init__(self, slot, title):
        self.pid = os.getpid()
        self.slot = slot
        self.title = title
        self.names = Christening()
        self.children = {}
        self.collected = set()
        self.threads = ledger.Register()
        self.ending = 0
        self.told_exit = False
        self.role = ""
        self.born = True


own = None
# What a thread does before its last word.
before_end = []
_here = _thread._local()

PROCESS_START = kind("process.start")
PROCESS_EXIT = kind("process.exit")
ODDITY = kind("oddity")
THREAD_START = kind("thread.start")
THREAD_EXIT = kind("thread.exit")


def become_process(slot, title, daemon=False, role=""):
    """This process is the actor in a slot from now on: its first word."""
    global own
    own = Own(slot, title)
    own.role = role
    _become(slot)
    _birth(PROCESS_START)
    fields = [text("name", title), integer("ppid", os.getppid())]
    if daemon:
        fields.append(flag("daemon", True))
    if role:
        fields.append(text("role", role))
    voice().tell(PROCESS_START, fields=fields)


def be_nobody():
    """A child of a server, before it knows who it is: it says nothing."""
    global own
    own = Own(own.slot, "")
    own.born = False
    _hush()
    _here.voice = Nobody()


class Nobody:
    """The voice of somebody who does not speak yet, or for whom there is no slot any more."""

    slot = 0
    telling = False

    def tell(self, *_, **__):
        """Nothing."""

    def say(self, data):
        """Nothing."""


def be_unseen():
    """This thread came when there was no room for another actor: it says nothing."""
    _here.voice = Nobody()


def go_on(slot, title):
    """The same process as before, with another program in it: it has said its first word."""
    global own
    own = Own(slot, title)
    _become(slot)


def stranger(program):
    """A slot for this process, which nobody has announced."""
    creator = arena.slot_of(os.getppid()) or 1
    names, wish = arena.actor_names(), program
    count = 1
    while wish in names:
        count += 1
        wish = "%s-%d" % (program, count)
    return arena.claim(creator, wish)


def become_thread(title, daemon, role):
    """This thread's first word."""
    _birth(THREAD_START)
    fields = [text("name", title)]
    if role:
        fields.append(text("role", role))
    if daemon:
        fields.append(flag("daemon", True))
    voice().tell(THREAD_START, fields=fields)


def _birth(kind_):
    """In a gated run: a new actor waits for leave before its first word."""
    if gate.is_on:
        gate.park(voice().slot, kind_, gate.nothing, goes_on=True)


def enter_thread(slot):
    """This thread is the actor in a slot from now on; it has not spoken."""
    _become(slot)


def _become(slot):
    place = arena.slot_at(slot)
    arena.words[(place + PID) // 4] = own.pid
    arena.words[(place + TID) // 4] = _thread.get_native_id()
    arena.words[(place + STATE) // 4] = STARTED
    _here.voice = _voice_of(slot)


def _voice_of(slot):
    return Voice(slot)


def quicken(emitter):
    """From now on threads speak through the emitter."""
    global _voice_of

    def _voice_of(slot):
        return QuickVoice(slot, emitter)

    if hasattr(_here, "voice"):
        _here.voice = _voice_of(_here.voice.slot)


def begin_silently():
    """In a gated run: a thread of the library's waits for leave, without a word."""
    _birth(THREAD_START)


def speaks(wish, role):
    """A thread of the library's that has been silent so far speaks from now on."""
    if getattr(_here, "speaks", False):
        return
    _here.speaks = True
    silent = getattr(_here, "voice", None)
    _become(arena.claim(own.slot, own.names.thread(name(own.slot), wish)))
    if silent:
        # Its name was that of one who says nothing.
        _ends(silent.slot)
    voice().tell(THREAD_START, fields=(text("name", wish), text("role", role), flag("daemon", True)))


def end_silently():
    """The same thread ends, with a last word if it ever had a first."""
    if getattr(_here, "speaks", False):
        end_thread()
    elif hasattr(_here, "voice"):
        _ends(_here.voice.slot)


def _ends(slot):
    arena.words[(arena.slot_at(slot) + STATE) // 4] = ENDED
    gate.arrives()


def end_thread():
    """This thread's last word."""
    for last in before_end:
        last()
    mouth = voice()
    mouth.tell(THREAD_EXIT)
    if mouth.slot:
        arena.words[(arena.slot_at(mouth.slot) + STATE) // 4] = ENDED
    gate.arrives()


def end_process(status):
    """This process's last word."""
    if own.told_exit or not own.born:
        return
    own.told_exit = True
    for last in before_end:
        last()
    voice().tell(PROCESS_EXIT, fields=(integer("status", status),))
    arena.words[(arena.slot_at(own.slot) + STATE) // 4] = ENDED
    gate.arrives()


def has_ended(slot):
    """Whether an actor has said its last word."""
    return arena.words[(arena.slot_at(slot) + STATE) // 4] == ENDED


def voice():
    """This thread's voice. A thread that nobody has introduced gets one the first time it speaks."""
    try:
        return _here.voice
    except AttributeError:
        pass
    try:
        slot = arena.claim(own.slot, own.names.thread(name(own.slot), "thread"))
    except arena.Full:
        _here.voice = Nobody()
        return _here.voice
    _become(slot)
    become_thread("thread", True, "")
    return _here.voice


def mouth():
    """This thread's voice, or None if it has not spoken yet."""
    return getattr(_here, "voice", None)


def name(slot=None):
    """The name of an actor: of this thread, where no slot is given."""
    return arena.actor_name(voice().slot if slot is None else slot)


def claim_child(wish):
    """A slot for a child process to come."""
    mouth = voice()
    return arena.claim(mouth.slot, own.names.process(name(mouth.slot), wish))


def claim_thread(wish):
    """A slot for a thread to come; None if there is no room for another actor."""
    mouth = voice()
    try:
        return arena.claim(mouth.slot, own.names.thread(name(mouth.slot), wish))
    except arena.Full:
        return None


def child(pid):
    """The slot of a child process; 0 if it is none of the run's."""
    return own.children.get(pid) or arena.slot_of(pid)


def has_child(pid, slot):
    """A child came to be."""
    own.children[pid] = slot
    arena.words[(arena.slot_at(slot) + PID) // 4] = pid


def reaped(pid, status):
    """This process has collected a child."""
    slot = child(pid)
    own.children.pop(pid, None)
    if slot and slot not in own.collected:
        own.collected.add(slot)
        arena.words[(arena.slot_at(slot) + STATE) // 4] = ENDED
        voice().tell(PROCESS_REAP, fields=(actor("child", slot), integer("status", status)))


PROCESS_REAP = kind("process.reap")


def odd(what):
    """Says that something went wrong in the probe; the program goes on as if nothing had."""
    try:
        voice().tell(ODDITY, fields=(text("what", what[:400]),))
    except Exception:
        pass
