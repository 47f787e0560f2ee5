"""Spawning: programs that are started anew, in a child or in this process's place, and how they find their slots."""

import _thread
import os
import sys

from . import arena, environment, me
from .caller import line_of, near
from .record import actor, kind, text, texts
from .step import once, wrong
from .system import Child, announced, expected, not_born, refused
from .wrapper import CODES, alike, as_asked, put, unseen

SPAWN, EXEC = kind("process.spawn"), kind("process.exec")
# The library's own servers, by what they are told to run.
_servers = ((b"multiprocessing.resource_tracker", "resource-tracker"), (b"multiprocessing.forkserver", "forkserver"))


_coming = _thread._local()


def connect(start):
    """The next program that this thread starts is connected by these pipes."""
    _coming.start = start


def said(slot, title="", daemon=False, role=""):
    """What a program that is executed is told of itself."""
    return "%d;%d;%s;%s" % (slot, daemon, role, title)


def heard(text_):
    """The same, understood: slot, daemon, role, title."""
    slot, daemon, role, title = (text_ + ";;;").split(";", 3)
    return int(slot or 0), daemon == "1", role, title.rstrip(";")


def _child(words):
    words = [os.fsencode(word) for word in words]
    for mark, name in _servers:
        if any(mark in word for word in words):
            return Child(name, name, False, "server")
    coming = expected()
    if coming is not None:
        return coming
    name = os.fsdecode(os.path.basename(words[0])) if words else "child"
    return Child(name, name)


def _announce(words):
    """A slot for what is about to be started, told; None where that fails."""
    try:
        child = _child(words)
        child.slot = me.claim_child(child.wish)
        start, fields = getattr(_coming, "start", None), (actor("child", child.slot), text("method", "spawn"))
        if start is not None:
            fields += (texts("ends", start.connects(child.slot)),)
        once(SPAWN, 0, near(3), size=child.size, fields=fields)
        return child
    except arena.Full:
        pass
    except Exception as error:
        wrong(_announce, error)
    return None


def _says(child):
    return said(child.slot, child.title, child.daemon, child.role) if child else said(0)


def _started(child, pid):
    if child and pid:
        me.has_child(pid, child.slot)


def _fork_exec(real):
    def fork_exec(*args):
        if not args or type(args[0]) not in (list, tuple):
            return _as_it_is(real, args, {})
        refusal = refused()
        if refusal:
            raise BlockingIOError(11, refusal)
        child = _announce(args[0])
        args = list(args)
        if len(args) > 5 and args[5] is not None:
            args[5] = environment.listed(args[5], _says(child))
        environment.announce(_says(child))
        # With a function to be called before the program begins, the interpreter forks as `os.fork` does.
        announced(child)
        try:
            pid = as_asked(real, *args)
        except BaseException as error:
            unseen(error)
            raise
        finally:
            announced(None)
            environment.announce(said(me.own.slot))
        _started(child, pid)
        return pid

    return alike(fork_exec, real)


def _posix_spawn(real):
    def posix_spawn(*args, **named):
        if len(args) < 2 or type(args[1]) not in (list, tuple):
            return _as_it_is(real, args, named)
        refusal = refused()
        if refusal:
            raise BlockingIOError(11, refusal)
        child = _announce(list(args[1]) or [args[0]])
        if len(args) > 2 and args[2] is not None:
            args = args[:2] + (environment.mapped(args[2], _says(child)),) + args[3:]
        elif named.get("env") is not None:
            named["env"] = environment.mapped(named["env"], _says(child))
        environment.announce(_says(child))
        try:
            pid = real(*args, **named)
        except BaseException as error:
            if child:
                not_born(child.slot, error)
            unseen(error)
            raise
        finally:
            environment.announce(said(me.own.slot))
        _started(child, pid)
        return pid

    return alike(posix_spawn, real)


def _as_it_is(real, args, named):
    """The real thing for what it will refuse."""
    try:
        return real(*args, **named)
    except BaseException as error:
        unseen(error)
        raise


CODES.add(_as_it_is.__code__)


def _is_there(program):
    """Whether there is something to become: whoever looks along the path tries it in every place."""
    return type(program) is int or os.path.isfile(program) and os.access(program, os.X_OK)


def _exec(real, has_env):
    def execute(*args):
        try:
            if _is_there(args[0]):
                words = [os.fsdecode(word) for word in args[1]]
                line = line_of(sys._getframe(1)) or near(1)
                fields = (text("program", os.fsdecode(args[0])), text("args", " ".join(words)[:400]))
                once(EXEC, 0, line, fields=fields)
            if has_env:
                args = args[:2] + (environment.mapped(args[2], said(me.own.slot)),) + args[3:]
        except Exception as error:
            wrong(execute, error)
        try:
            real(*args)
        except BaseException as error:
            unseen(error)
            raise

    return alike(execute, real)


def install():
    """Puts ours in the place of theirs."""
    import _posixsubprocess

    put(_posixsubprocess, "fork_exec", _fork_exec)
    for name in ("posix_spawn", "posix_spawnp"):
        if hasattr(os, name):
            put(os, name, _posix_spawn)
    put(os, "execv", _exec, False)
    put(os, "execve", _exec, True)
    environment.install()
    environment.announce(said(me.own.slot))
