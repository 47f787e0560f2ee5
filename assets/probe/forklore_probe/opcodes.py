"""Globals that threads share, opcode by opcode: in a gated run of a lesson each load and each store of one is a step.

`balance = balance + n` is one line and several opcodes; between its load and its store another thread may come, where
the interpreter lets it: up to 3.9 and without a GIL anywhere, from 3.10 on only at calls and jumps back. A gated run
goes by what the language promises, which is nothing, and so shows it on every version.

Only in a gated run: a callback for each opcode is itself a place where threads change over. From 3.12 on by
`sys.monitoring` (PEP 669), before by `f_trace_opcodes`.
"""

import _thread
import sys

from . import arena, caller, gate, me
from .layout import CLASS
from .record import kind
from .shown import short
from .step import arrive, note, wrong

READ, WRITE, CREATE = kind("value.read"), kind("value.write"), kind("value.create")
_TOOL = 4
# For each code object that has such steps: what is at which offset, and where its module's globals are.
_steps = {}
_made = {}
_here = _thread._local()


class _Stored:
    """A store that is being made: it is told when it is over, and nobody else has gone meanwhile."""

    def __init__(self, name, line):
        self.name, self.line = name, line


def install():
    """Looks out for the program's first code."""
    if not gate.is_on or not caller.is_one_program():
        return
    if hasattr(sys, "monitoring"):
        events = sys.monitoring.events
        sys.monitoring.use_tool_id(_TOOL, "forklore")
        sys.monitoring.register_callback(_TOOL, events.PY_START, _starts)
        sys.monitoring.register_callback(_TOOL, events.INSTRUCTION, _instruction)
        sys.monitoring.set_events(_TOOL, events.PY_START)
    else:
        # Threads that begin later trace themselves: their first word is told before their first line.
        sys.settrace(_traced)


def begins():
    """A thread of the program begins."""
    if _steps and not hasattr(sys, "monitoring"):
        sys.settrace(_traced)


def _starts(code, offset):
    if code.co_name == "<module>" and caller.is_program(code.co_filename):
        _know(code)
        sys.monitoring.set_events(_TOOL, 0)
    return sys.monitoring.DISABLE


def _instruction(code, offset):
    steps = _steps.get(code)
    if steps is None or offset not in steps:
        return sys.monitoring.DISABLE
    frame = sys._getframe(1)
    _step(frame, steps[offset])
    return None


def _traced(frame, event, argument):
    code = frame.f_code
    if event == "call" and code.co_name == "<module>" and caller.is_program(code.co_filename) and code not in _steps:
        _know(code)
        if not _steps:
            sys.settrace(None)
    if code not in _steps:
        return None
    frame.f_trace_opcodes, frame.f_trace_lines = True, False
    return _opcode


def _opcode(frame, event, argument):
    if event == "opcode":
        step = _steps[frame.f_code].get(frame.f_lasti)
        if step is not None:
            _step(frame, step)
    return _opcode


def _know(code):
    """What the program's functions share, and where they touch it."""
    codes = list(_codes(code))
    shared = {name for one in codes for _, op, name in _names(one) if op == "STORE_GLOBAL"}
    for one in codes:
        steps, after = {}, False
        for offset, op, name in _names(one):
            touches = op if name in shared else None
            if touches or after:
                steps[offset] = (touches, name, one is code)
            after = touches is not None and touches.startswith("STORE")
        if any(touches for touches, _, _ in steps.values()):
            _steps[one] = steps
    if hasattr(sys, "monitoring"):
        for one in _steps:
            sys.monitoring.set_local_events(_TOOL, one, sys.monitoring.events.INSTRUCTION)


def _codes(code):
    yield code
    for constant in code.co_consts:
        if type(constant) is type(code):
            yield from _codes(constant)


def _names(code):
    """Every opcode: its offset, what it is called, and the name that it loads or stores."""
    from opcode import EXTENDED_ARG, opname

    data, more = code.co_code, 0
    shifts = 1 if sys.version_info >= (3, 11) else 0
    for offset in range(0, len(data), 2):
        op, number = data[offset], data[offset + 1] | more
        more = number << 8 if op == EXTENDED_ARG else 0
        name = opname[op]
        if name == "CACHE" or op == EXTENDED_ARG:
            continue
        if name in ("LOAD_GLOBAL", "STORE_GLOBAL", "LOAD_NAME", "STORE_NAME"):
            yield offset, name, code.co_names[number >> (shifts if name == "LOAD_GLOBAL" else 0)]
        else:
            yield offset, name, None


def _step(frame, step):
    """In front of an opcode: what was stored just before is told, and what comes waits for its turn."""
    try:
        _tell_stored(frame)
        touches, name, _ = step
        if touches is None:
            return
        line = frame.f_lineno
        if touches.startswith("STORE"):
            if name in _made:
                arrive(WRITE, _made[name], line)
            _here.stored = _Stored(name, line)
        elif name in _made:
            arrive(READ, _made[name], line)
            note(READ, _made[name], line, short(frame.f_globals.get(name)))
    except Exception as error:
        wrong(_step, error)


def _tell_stored(frame):
    stored, _here.stored = getattr(_here, "stored", None), None
    if stored is None:
        return
    value = short(frame.f_globals.get(stored.name))
    if stored.name in _made:
        note(WRITE, _made[stored.name], stored.line, value)
        return
    name = me.own.names.thing(me.name(), stored.name, "Global")
    _made[stored.name] = thing = arena.christen(CLASS["Global"], name)
    note(CREATE, thing, stored.line, value)
