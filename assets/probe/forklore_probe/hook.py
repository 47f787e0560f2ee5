"""A hook: what a grafted function calls first, and gets its step from."""

import sys

from . import me
from .caller import line_of, near
from .step import SILENT, wrong


def by_program(function, above=2):
    """Only where the program itself calls; the hook gets the line."""

    def entry(**given):
        line = line_of(sys._getframe(above))
        if line is None:
            return SILENT
        try:
            return function(line, **given) or SILENT
        except Exception as error:
            wrong(function, error)
            return SILENT

    return entry


def one_further(function):
    """The same for what another function of ours stands before."""
    return by_program(function, 3)


def through(package, function):
    """Where the program itself calls, be it through functions of the same package."""

    def entry(**given):
        caller = sys._getframe(2)
        while caller is not None and caller.f_globals.get("__name__", "").startswith(package):
            caller = caller.f_back
        line = None if caller is None else line_of(caller)
        if line is None:
            return SILENT
        try:
            return function(line, **given) or SILENT
        except Exception as error:
            wrong(function, error)
            return SILENT

    return entry


_enders = ("multiprocessing.util", "multiprocessing.queues")


def at_end_too(function):
    """Where the program itself calls, or its process comes to its end, which has no line."""

    def entry(**given):
        caller = sys._getframe(2)
        line = line_of(caller)
        if line is None and not _ends(caller):
            return SILENT
        try:
            return function(line or 0, **given) or SILENT
        except Exception as error:
            wrong(function, error)
            return SILENT

    return entry


def _ends(caller):
    """Whether the library calls because the process comes to its end."""
    by = caller.f_globals.get("__name__")
    return me.own.ending and by in _enders or caller.f_code.co_name == "_python_exit"


def whoever(function):
    """Whoever calls; the hook gets the program's nearest line above."""

    def entry(**given):
        try:
            return function(near(3), **given) or SILENT
        except Exception as error:
            wrong(function, error)
            return SILENT

    return entry


class Hooks:
    """The hooks of a module, by name."""

    def __init__(self, **hooks):
        self.__dict__.update(hooks)
