"""The caller: whose code is asking, on which line, and what it calls what it gets.

A hook tells only what the program's own code does: its immediate caller must be the program, not the standard library,
a package, or ourselves.
"""

import os
import sys

ONLY_AST = 0x400
_program = None
_mine = {}
_not_mine = []
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
    "apply",
    "map",
    "map_async",
    "starmap",
    "starmap_async",
}


def know(program, probe):
    """Says where the program is, and what is not the program."""
    global _program
    _program = program
    library = os.path.dirname(os.__file__)
    _not_mine.extend(place.rstrip("/") + "/" for place in (library, probe) if place)
    if program:
        _mine[program] = True


def line_of(frame):
    """The line that the program's code stands at in this frame; None where it is not the program's."""
    code = frame.f_code
    if code.co_name in _transparent and not is_program(code.co_filename, frame):
        frame = frame.f_back
        code = frame.f_code
    if is_program(code.co_filename, frame):
        return frame.f_lineno or 0
    return None


def is_program(filename, frame):
    """Whether a frame of this file is the program's."""
    known = _mine.get(filename)
    if known is None:
        known = _mine[filename] = _is_mine(filename)
    return known if known is not DEPENDS else "__forklore__" not in frame.f_globals


DEPENDS = "depends"


def _is_mine(filename):
    if filename.startswith("<"):
        return DEPENDS if filename in ("<string>", "<stdin>") else False
    if _program:
        return os.path.basename(filename) == os.path.basename(_program) and _same(filename)
    return not any(filename.startswith(place) for place in _not_mine) and "/site-packages/" not in filename


def _same(filename):
    return os.path.abspath(filename) == _program


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
    while frame is not None and not is_program(frame.f_code.co_filename, frame):
        frame = frame.f_back
    if frame is None:
        return []
    found = []
    for first, last, names in _assignments(frame.f_code.co_filename):
        if first <= frame.f_lineno <= last:
            found = names
    return found


def _assignments(filename):
    """First line, last line and names of every assignment in a file, the inner ones after the outer ones."""
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
    if kind == "Assign" and type(node.value).__name__ in ("Call", "Tuple"):
        yield node.lineno, node.end_lineno, _names(node.targets[0])
    elif kind in ("AnnAssign", "NamedExpr") and type(node.value).__name__ == "Call":
        yield node.value.lineno, node.value.end_lineno, _names(node.target)
    elif kind == "withitem" and node.optional_vars is not None:
        call = node.context_expr
        yield call.lineno, call.end_lineno, _names(node.optional_vars)
    for field in node._fields:
        child = getattr(node, field, None)
        for one in child if type(child) is list else (child,):
            if hasattr(one, "_fields"):
                yield from _walk(one)


def _names(target):
    kind = type(target).__name__
    if kind == "Name":
        return [target.id]
    if kind == "Attribute":
        return [target.attr]
    if kind in ("Tuple", "List"):
        return [name for element in target.elts for name in (_names(element) or [""])]
    return []
