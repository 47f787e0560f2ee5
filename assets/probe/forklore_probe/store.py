"""The store: the probe's own modules, compiled once for an interpreter and kept. None of them stands in `sys.modules`.

A module is made when one of ours asks for it: what a program does not use costs it nothing.
"""

import builtins
import marshal
import os
from _thread import RLock

PACKAGE = "forklore_probe"

_package = type(os)(PACKAGE)
_turn = RLock()
_modules = {}
_codes = {}
_real_import = builtins.__import__


def begin(own, here, kept, modules, texts):
    """Opens the store, which is made first where nothing was kept, and lets the probe begin."""
    _modules["store"] = own
    _codes.update(modules or _made(texts, kept))
    module("entry").begin(here)


def _made(texts, kept):
    modules = {}
    for name, text in texts.items():
        code = compile(text, "<forklore>/%s.py" % name, "exec", 0, True)
        modules[name] = marshal.dumps(code)
    keep(kept, modules)
    return modules


def keep(place, value):
    """Keeps something for later processes, whole or not at all."""
    own = "%s.%d" % (place, os.getpid())
    try:
        with open(own, "wb") as file:
            marshal.dump(value, file)
        os.replace(own, place)
    except OSError:
        pass


def module(name):
    """One of our modules."""
    found = _modules.get(name)
    if found is not None:
        return found
    with _turn:
        return _modules.get(name) or _make(name)


def _make(name):
    made = type(os)("%s.%s" % (PACKAGE, name))
    made.__package__ = PACKAGE
    made.__builtins__ = _builtins
    exec(marshal.loads(_codes[name]), made.__dict__)
    _modules[name] = made
    setattr(_package, name, made)
    return made


def _import(name, globals=None, locals=None, fromlist=(), level=0):
    """`from . import arena`, `from .arena import slot_at`: out of the store. All else as ever."""
    if not level:
        return _real_import(name, globals, locals, fromlist, level)
    if name:
        return module(name)
    for each in fromlist:
        module(each)
    return _package


_builtins = dict(vars(builtins), __import__=_import)
