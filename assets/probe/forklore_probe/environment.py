"""The environment: our variables are not the program's, but what it executes inherits them."""

import os

_OURS = ("FORKLORE_ARENA", "FORKLORE_SLOT", "FORKLORE_PROBE", "FORKLORE_PROGRAM")
_PATH = b"PYTHONPATH"
_kept = {}
_prefix = b""
_putenv, _unsetenv = os.putenv, os.unsetenv


def take(here):
    """Our variables, taken out of what the program sees; the C environment keeps them for what it executes."""
    global _prefix
    seen = os.environ._data
    taken = {name: os.fsdecode(seen.pop(name.encode(), b"")) for name in _OURS}
    _kept.update((name, value) for name, value in taken.items() if value)
    _prefix = os.fsencode(here)
    path = [place for place in seen.get(_PATH, b"").split(b":") if place != _prefix]
    if path:
        seen[_PATH] = b":".join(path)
    else:
        seen.pop(_PATH, None)
    return taken


def announce(said):
    """What is executed from now on in this process's environment is this slot's."""
    _putenv(b"FORKLORE_SLOT", os.fsencode(said))


def listed(env, said):
    """A list of `name=value` that the program made, with ours in it; what is not one stays as it is."""
    if type(env) not in (list, tuple) or not all(type(item) is bytes for item in env):
        return env
    items = [item for item in env if not item.startswith(_PATH + b"=")]
    path = next((item for item in env if item.startswith(_PATH + b"=")), None)
    items.append(_PATH + b"=" + (_prefix + b":" + path[len(_PATH) + 1 :] if path else _prefix))
    return items + [os.fsencode("%s=%s" % pair) for pair in _ours(said)]


def mapped(env, said):
    """The same for a mapping."""
    try:
        items = dict(env)
    except (TypeError, ValueError):
        return env
    key = _PATH if items and type(next(iter(items))) is bytes else "PYTHONPATH"
    prefix = _prefix if type(key) is bytes else os.fsdecode(_prefix)
    between = b":" if type(key) is bytes else ":"
    items[key] = prefix + between + items[key] if items.get(key) else prefix
    for name, value in _ours(said):
        items[name.encode() if type(key) is bytes else name] = value.encode() if type(key) is bytes else value
    return items


def _ours(said):
    return [(name, said if name == "FORKLORE_SLOT" else value) for name, value in _kept.items()]


def install():
    """What the program does to Python's path in its environment leaves our place on it."""

    def putenv(name, value):
        if os.fsencode(name) == _PATH:
            value = _prefix + b":" + os.fsencode(value)
        _putenv(name, value)

    def unsetenv(name):
        if os.fsencode(name) == _PATH:
            _putenv(_PATH, _prefix)
        else:
            _unsetenv(name)

    for ours, real in ((putenv, _putenv), (unsetenv, _unsetenv)):
        ours.__qualname__, ours.__module__, ours.__doc__ = real.__qualname__, real.__module__, real.__doc__
        setattr(os, ours.__name__, ours)
        if hasattr(os.environ, ours.__name__):
            setattr(os.environ, ours.__name__, ours)
