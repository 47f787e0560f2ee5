"""The finder: stands before those of the interpreter, and gives the modules of the library that are grafted our loader."""

import marshal
import os
import sys
from _frozen_importlib_external import SourceFileLoader
from _imp import source_hash

from . import emitter, gate
from .step import wrong
from .store import keep, module

REAL_WRITE = os.write


class Finder:
    """Finds the modules to be grafted where everybody would, and gives them our loader."""

    def __init__(self, modules, kept):
        self.modules, self.kept = modules, kept

    def find_spec(self, name, path=None, target=None):
        """See importlib.abc.MetaPathFinder."""
        if name not in self.modules:
            return None
        for finder in sys.meta_path:
            if finder is self:
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                if type(spec.loader) is SourceFileLoader:
                    try:
                        spec.loader = Loader(name, spec.loader.path, graft_of(*self.modules[name]), self.kept)
                    except Exception as error:
                        wrong(graft_of, error)
                return spec
        return None


class Loader(SourceFileLoader):
    """Loads a module with its grafts."""

    def __init__(self, name, path, graft, kept):
        super().__init__(name, path)
        self._graft, self._kept = graft, kept

    def get_code(self, fullname):
        """Grafted code, from what is kept if somebody has made it before."""
        path = self.get_filename(fullname)
        kept = os.path.join(self._kept, "%s-%s" % (fullname, self._identity(path)))
        try:
            with open(kept, "rb") as file:
                # In one piece: `marshal.load` asks the file for every few bytes.
                return marshal.loads(file.read())
        except (OSError, EOFError, ValueError, TypeError):
            pass
        code = module("graft").compiled(self.get_data(path), path, self._graft)
        keep(kept, code)
        return code

    def _identity(self, path):
        """What the grafted code depends on, beside the probe itself: interpreter and its flags, the very file, the gate, the
        emitter."""
        state = os.stat(path)
        how = sys.hexversion, sys.flags.optimize, gate.is_on, emitter.real is not None
        words = (*how, path, state.st_mtime_ns, state.st_size)
        return source_hash(0, repr(words).encode("utf-8", "surrogateescape")).hex()

    def exec_module(self, living):
        """See importlib.abc.Loader."""
        setattr(living, "__forklore__", self._graft.hooks)
        # What a module takes for itself while it is imported must be the real thing.
        ours, os.write = os.write, REAL_WRITE
        try:
            super().exec_module(living)
        finally:
            os.write = ours
        if self._graft.complete:
            self._graft.complete(living)


def graft_of(room, which):
    """A graft, by the name of the module of ours that has it."""
    return getattr(module(room), which)
