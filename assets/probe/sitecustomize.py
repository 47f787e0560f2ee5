"""Lets the probe in and vanishes: the program finds its path, its variables and its own sitecustomize as they were."""


def _enter():
    import os
    import sys

    here = os.path.dirname(__file__)
    try:
        from forklore_probe import entry

        entry.begin(here)
    except Exception as error:
        if os.environ.get("FORKLORE_LOUD"):
            raise
        # Whatever is wrong with the probe, the program must not notice. Nobody can be told but the engine, by silence.
        del error
    finally:
        sys.path[:] = [place for place in sys.path if place != here]
        sys.path_importer_cache.pop(here, None)
        for name in [name for name in sys.modules if name.split(".")[0] == "forklore_probe"]:
            del sys.modules[name]
        del sys.modules["sitecustomize"]


_enter()

# The program's own, if it has one; if not, this is the ImportError that `site` expects.
import sitecustomize  # noqa: E402,F401
