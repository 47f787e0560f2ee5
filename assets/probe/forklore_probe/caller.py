"""The caller: whose code is asking, on which line, and what it calls what it gets.

A hook tells only what the program's own code does: its immediate caller must be the program, not the standard library,
a package, or ourselves.
"""

import os
import sys

from . import arena
from .ledger import key_of_name

ONLY_AST = 0x400
_program = None
_mine = {}
_not_mine = []
_tests = ""
_trees = {}
# Where the library calls itself in the program's name.
_transparent = {
    "get_nowait",
    "put_nowait",
    "__enter__",
    "__exit__",
    "notify_all",
    "wait_for",
    "Pool",
    "Manager",
    "SharedMemory",
    "ShareableList",
    "apply",
    "map",
    "map_async",
    "starmap",
    "starmap_async",
    "successful",
}
# Where the library does, with what the program gave it, what the program asked for: what a thread or a process was to
# run may be a method of the library itself. It stands in no line of the program's.
_carriers = {
    ("threading.py", "run"),
    ("multiprocessing/process.py", "run"),
    ("multiprocessing/pool.py", "mapstar"),
    ("multiprocessing/pool.py", "starmapstar"),
    ("concurrent/futures/thread.py", "run"),
    ("logging/handlers.py", "enqueue"),
    ("logging/handlers.py", "enqueue_sentinel"),
    ("logging/handlers.py", "dequeue"),
    ("logging/handlers.py", "_monitor"),
}
_library = os.path.join(os.path.dirname(os.__file__), "")


class _NoLine(dict):
    """The lines of such code: 0 for every instruction."""

    def __missing__(self, _):
        return 0


def know(program, probe):
    """Says where the program is, and what is not the program. Whoever runs CPython's own tests means them."""
    global _program, _tests
    _program = program
    library = os.path.dirname(os.__file__)
    _tests = os.path.join(library, "test", "")
    _not_mine.extend(place.rstrip("/") + "/" for place in (library, probe) if place)


def is_one_program():
    """Whether it is a lesson's: one file that is known from the beginning."""
    return bool(_program)


# Of each code object: the lines of its instructions so far, or None where it is not the program's. Every code object is
# kept here too: another must not get its number.
_lines = {}
_MOST = 10_000


def line_of(frame):
    """The line that the program's code stands at in this frame, with the number of its file above it; None where it is
    not the program's."""
    code = frame.f_code
    try:
        lines = _lines[id(code)][0]
    except KeyError:
        lines = _learned(frame)
    if lines is None and code.co_name in _transparent and frame.f_back is not None:
        frame = frame.f_back
        try:
            lines = _lines[id(frame.f_code)][0]
        except KeyError:
            lines = _learned(frame)
    if lines is None:
        return None
    place = frame.f_lasti
    try:
        return lines[place]
    except KeyError:
        line = lines[place] = (frame.f_lineno or 0) + file_of(frame)
        return line


def about(frame):
    """The same for the emitter, which keeps it: -1 where the library calls itself, and whoever is behind counts."""
    line = line_of(frame)
    code = frame.f_code
    return -1 if _lines[id(code)][0] is None and code.co_name in _transparent else line


_forgetting = []


def forgets(forget):
    """Who else is to forget what it knows of code that is kept here no more."""
    _forgetting.append(forget)


def _learned(frame):
    if len(_lines) > _MOST:
        _lines.clear()
        for forget in _forgetting:
            forget()
    code = frame.f_code
    lines = None if file_of(frame) is None else {}
    if lines is None and _is_carrier(code):
        lines = _NoLine()
    _lines[id(code)] = lines, code
    return lines


def _is_carrier(code):
    name = code.co_filename
    return name.startswith(_library) and (name[len(_library) :], code.co_name) in _carriers


def is_program(filename):
    """Whether a file is the program's."""
    return _file_numbered(filename) is not None


def _file_numbered(filename):
    try:
        return _mine[filename]
    except KeyError:
        file = _mine[filename] = _number(filename)
        return file


def file_of(frame):
    """The number of a frame's file, where it stands in a line; None where it is not the program's."""
    filename = frame.f_code.co_filename
    file = _file_numbered(filename)
    if file is not None and filename in _unnamed and _is_generated(frame):
        return None
    return file


def _is_generated(frame):
    """Whether the library has made this code out of a text: a value's property, a proxy's method."""
    return "__forklore__" in frame.f_globals or frame.f_code.co_names == ("_callmethod",)


_unnamed = ("<string>", "<stdin>")


def _number(filename):
    if _program:
        # A lesson's program is one file, and that is number 0.
        return 0 if filename in _unnamed or os.path.abspath(filename) == _program else None
    if filename.startswith("<") and filename not in _unnamed:
        return None
    is_test = filename.startswith(_tests)
    if "/site-packages/" in filename or (not is_test and any(filename.startswith(place) for place in _not_mine)):
        return None
    name = _short(filename)
    key = key_of_name("file " + name)
    known = arena.object_with(key)
    return (known[0] if known else arena.christen(0, name, key)) << FILE_AT


FILE_AT = 20


def _short(filename):
    if filename in _unnamed:
        return filename
    path = os.path.abspath(filename)
    here = os.getcwd().rstrip("/") + "/"
    path = path[len(here) :] if path.startswith(here) else path
    return path if len(path.encode()) <= 60 else "…" + path.encode()[-57:].decode("utf-8", "ignore")


def frame(depth):
    """The frame so many levels above whoever asks, or None."""
    try:
        return sys._getframe(depth + 1)
    except ValueError:
        return None


def near(depth):
    """The line of the nearest frame of the program above, else 0."""
    at = frame(depth)
    while at is not None:
        line = line_of(at)
        if line is not None:
            return line
        at = at.f_back
    return 0


def targets(frame):
    """What the program calls the thing that this line makes: the names on the left of its assignment."""
    while frame is not None and file_of(frame) is None:
        frame = frame.f_back
    if frame is None:
        return []
    found = [
        one for one in _assignments(frame.f_code.co_filename) if one[0][0] <= frame.f_lineno <= one[1][0]
    ]
    if not found:
        return []
    inner = [one for one in found if one[0][0] == found[-1][0][0]]
    return (inner[-1] if len(inner) == 1 else _on_this_column(frame, inner))[2]


_calls = {}


def _on_this_column(frame, several):
    """Of several assignments on a line, the one that is being made. Before 3.11 they are taken in turn."""
    code = frame.f_code
    if hasattr(code, "co_positions"):
        from itertools import islice

        _, _, column, _ = next(islice(code.co_positions(), frame.f_lasti // 2, None))
        fitting = [one for one in several if one[0][1] <= (column or 0) <= one[1][1]]
        return fitting[-1] if fitting else several[-1]
    place = code.co_filename, frame.f_lineno
    count = _calls[place] = _calls.get(place, -1) + 1
    return several[count % len(several)]


def wish(frame):
    """The one name on the left of what this line makes, or None."""
    names = targets(frame)
    return names[0] if len(names) == 1 else None


def _assignments(filename):
    """Where every assignment of a file begins and ends (line, column), and its names; the inner ones come later."""
    if filename not in _trees:
        try:
            with open(filename, "rb") as file:
                tree = compile(file.read(), filename, "exec", ONLY_AST, True)
            _trees[filename] = list(_walk(tree))
        except (OSError, SyntaxError, ValueError):
            _trees[filename] = []
    return _trees[filename]


def _walk(node):
    kind = type(node).__name__
    if kind == "Assign" and type(node.value).__name__ in ("Call", "Tuple", "List", "ListComp"):
        yield from _assigned(node, node.targets[0], node.value)
    elif kind in ("AnnAssign", "NamedExpr") and type(node.value).__name__ == "Call":
        yield _begin(node.value), _end(node.value), _names(node.target)
    elif kind == "withitem" and node.optional_vars is not None:
        yield _begin(node.context_expr), _end(node.context_expr), _names(node.optional_vars)
    for field in node._fields:
        child = getattr(node, field, None)
        for one in child if type(child) is list else (child,):
            if hasattr(one, "_fields"):
                yield from _walk(one)


def _assigned(node, target, value):
    """`a, b = Lock(), Lock()` are two, each in its place."""
    both = [type(one).__name__ for one in (target, value)]
    if both == ["Tuple", "Tuple"] and len(target.elts) == len(value.elts):
        for name, call in zip(target.elts, value.elts):
            yield _begin(call), _end(call), _names(name)
    else:
        yield _begin(node), _end(node), _names(target)


def _begin(node):
    return node.lineno, node.col_offset


def _end(node):
    return node.end_lineno, node.end_col_offset


def _names(target):
    kind = type(target).__name__
    if kind == "Name":
        return [target.id]
    if kind == "Attribute":
        return [target.attr]
    if kind in ("Tuple", "List"):
        return [name for element in target.elts for name in (_names(element) or [""])]
    return []
