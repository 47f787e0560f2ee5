"""Naming: actors and objects are called by how they came to be, the same in every run (see src/model/name.rs)."""


class Christening:
    """How one creator names what it creates: counts how often each name was given."""

    def __init__(self):
        self.given = {}

    def process(self, creator, wish):
        """A new child process."""
        own = self._number(clean(wish))
        creator = creator.split("/")[0]
        return own if creator == "main" else creator + "." + own

    def thread(self, creator, wish):
        """A new thread of the creator's process."""
        return creator.split("/")[0] + self._number("/" + clean(wish))

    def thing(self, creator, wish, class_):
        """A new object: its wish where it has one, else class and number."""
        if wish:
            return self._number("=" + clean(wish))[1:]
        count = self.given["=" + class_] = self.given.get("=" + class_, 0) + 1
        own = "%s-%d" % (class_.lower(), count)
        own = own if creator == "main" else creator + "." + own
        return self.thing(creator, wish, class_) if "=" + own in self.given else own

    def connection(self, creator, wish):
        """A connection: who is connected to whom is seen by whose it is, and many may call theirs alike."""
        process = creator.split("/")[0]
        if not wish:
            return self.thing(process, None, "Connection")
        own = clean(wish) if process == "main" else "%s.%s" % (process, clean(wish))
        return self._number("=" + own)[1:]

    def copy(self, creator, name):
        """A process's own copy, made by a fork, of what is called so."""
        return self._number("=%s.%s" % (creator.split("/")[0], name))[1:]

    def _number(self, wish):
        count = self.given[wish] = self.given.get(wish, 0) + 1
        return wish if count == 1 else "%s-%d" % (wish, count)


def clean(wish):
    """A name without the characters that names are put together with, or that a terminal would act on."""
    kept = "".join("_" if c.isspace() or not c.isprintable() or c in "/.,!" else c for c in wish[:40])
    return kept or "child"
