"""Pools: tasks handed in, taken by workers, their results and callbacks (Lib/multiprocessing/pool.py).

A task's number counts from 0 in its pool. The library counts jobs, which may have many tasks; how far the two are
apart is written into the arena wherever it changes, so that every worker can tell the number too.
"""

import os

from . import arena, caller, ledger, me
from .contexts import named
from .graft import Around, Function, Module
from .hook import Hooks, by_program, through, whoever
from .layout import CLASS
from .queues import listeners
from .record import WAIT, actor, integer, kind, number, text
from .shown import short
from .step import SILENT, Question, Step, once, passes, wrong
from .system import lacks_data

CREATE, SUBMIT, TASK = kind("pool.create"), kind("pool.submit"), kind("pool.task")
CALLBACK, CLOSE, JOIN, SYNC = kind("pool.callback"), kind("pool.close"), kind("pool.join"), kind("sync.wait")
READY, TERMINATE = kind("pool.ready"), kind("pool.terminate")


class _Tally:
    """How many tasks a pool has had, and how far their numbers are from the jobs'."""

    def __init__(self, pool):
        self.pool, self.tasks, self.apart = pool, 0, None

    def number(self, job, tasks, part=0):
        """The number of the first of so many new tasks, the job's from this part on."""
        first, self.tasks = self.tasks, self.tasks + tasks
        apart = first - job - part
        if apart != self.apart:
            self.apart = apart
            link = (part & _HALF) << 32 | apart & _HALF
            arena.christen(CLASS["Object"], "", _key(self.pool, job), link)
        return first


_HALF = 0xFFFFFFFF


def _key(pool, job):
    return 0b01 << 62 | pool << 40 | job


def _number_of(pool, job, part):
    """The number of a task, in whichever process."""
    _read_apart()
    part, apart = max(part or 0, 0), 0
    for since, gap in _apart.get(pool, ()):
        if since <= (job, part):
            apart = gap
    return job + part + apart


_apart, _seen = {}, [0]


def _read_apart():
    known = arena.objects()
    for thing in range(max(_seen[0], 1), known):
        key, link = arena.key_of(thing)
        if key >> 62 == 0b01:
            gap = link & _HALF
            gap = gap - (1 << 32) if gap >> 31 else gap
            _apart.setdefault(key >> 40 & 0x3FFFFF, []).append(((key & 0xFFFFFFFFFF, link >> 32), gap))
    _seen[0] = known


class _Creation:
    def __init__(self, pool, thing):
        self.pool, self.thing = pool, thing

    @passes
    def queues(self, _):
        """Whoever meets its queues knows the pool by them."""
        for queue in (self.pool._inqueue, self.pool._outqueue):
            ledger.enter(queue, self.thing)
            if not hasattr(queue, "_reader"):
                continue
            for end, writes in ((queue._reader, False), (queue._writer, True)):
                arena.christen(CLASS["Object"], "", ledger.key_of_end(end._handle, writes), self.thing)

    def result(self, value=None):
        """It is there."""
        return value

    def fail(self):
        """It could not be made."""


PACKAGE = "multiprocessing.pool"


def _create(line, self, processes, **_):
    """`Pool(processes)`, `ThreadPool(processes)`."""
    names = caller.targets(caller.frame(2))
    class_ = "ThreadPool" if any(one.__name__ == "ThreadPool" for one in type(self).__mro__) else "Pool"
    thing = named(class_, names[0] if len(names) == 1 else None)
    ledger.enter(self, thing, _Tally(thing))
    if processes is None:
        processes = len(os.sched_getaffinity(0)) if hasattr(os, "process_cpu_count") else os.cpu_count()
    if isinstance(processes, int) and processes > 0:
        once(CREATE, thing, line, fields=(integer("workers", processes),))
    return _Creation(self, thing)


class _HandIn:
    """Tasks are handed in."""

    def __init__(self, line, pool, values):
        self.line, self.values, self.job = line, values, None
        self.thing, self.tally = pool

    @passes
    def made(self, result):
        self.job = result

    @passes
    def listed(self, values):
        """What has no length is looked at once, by the library."""
        self.values = values

    @passes
    def hands_in(self, _):
        size, whole = getattr(self.job, "_chunksize", None), list(self.values)
        chunks = [whole[at : at + size] for at in range(0, len(whole), size)] if size else whole
        first = self.tally.number(self.job._job, len(chunks))
        ledger.enter(self.job, self.thing, (first, len(chunks)))
        for task, chunk in enumerate(chunks, first):
            once(SUBMIT, self.thing, self.line, short(chunk), fields=(integer("task", task),))

    def result(self, value=None):
        """Handed in."""
        return value

    def fail(self):
        """Refused."""


@by_program
def apply(line, self, args, kwds, **_):
    """`Pool.apply_async`."""
    pool = ledger.find(self)
    if pool is None:
        return SILENT
    args = tuple(args) if type(args) in (tuple, list) else ()
    return _HandIn(line, pool, [args[0] if len(args) == 1 and not kwds else args])


@by_program
def map_(line, self, iterable, **_):
    """`Pool._map_async`, which all maps go through."""
    pool = ledger.find(self)
    return _HandIn(line, pool, iterable if hasattr(iterable, "__len__") else ()) if pool else SILENT


class _Lazy:
    """An iterable is handed in, whose tasks the task handler will fetch one by one."""

    def __init__(self, line, pool):
        self.line, self.pool = line, pool

    @passes
    def made(self, iterator):
        ledger.enter(iterator, self.pool[0], _Fetched(self.line, self.pool[1]))

    def result(self, value=None):
        """Handed in."""
        return value

    def fail(self):
        """Refused."""


class _Fetched:
    """The tasks of an `imap`, as far as they have been fetched."""

    def __init__(self, line, tally):
        self.line, self.tally, self.numbers, self.asked = line, tally, [], 0

    def fetches(self, thing, job, part, function, arguments):
        """One more, by the task handler."""
        task = self.tally.number(job, 1, part)
        self.numbers.append(task)
        is_chunk = getattr(function, "__name__", "") == "mapstar"
        value = list(arguments[0][1]) if is_chunk else arguments[0]
        once(SUBMIT, thing, self.line, short(value), fields=(integer("task", task),))


@by_program
def lazy(line, self, **_):
    """`Pool.imap` and `imap_unordered`."""
    pool = ledger.find(self)
    return _Lazy(line, pool) if pool else SILENT


class _Next(Step):
    """Somebody asks an `imap` for its next result."""

    @passes
    def looks(self, _):
        self.begin()
        self.waits("result")

    @passes
    def took(self, _):
        if not self.open:
            self.begin()

    def raised(self, error):
        if self.open:
            self.outcome("timeout" if type(error).__name__ == "TimeoutError" else type(error).__name__)


def _next(line, self, timeout):
    """`IMapIterator.next`."""
    job = ledger.find(self)
    if job is None:
        return SILENT
    fields = () if timeout is None else (number("seconds", max(0.0, float(timeout))),)
    fetched, in_order = job[1], type(self).__name__ == "IMapIterator"
    if in_order and fetched.asked < len(fetched.numbers):
        fields = (integer("task", fetched.numbers[fetched.asked]),) + fields
    fetched.asked += 1
    return _Next(SYNC, job[0], line, fields=fields)


@by_program
def ready(line, self):
    """`AsyncResult.ready`; `successful` asks it before anything else."""
    job = ledger.find(self)
    return Question(READY, job[0], line, fields=_about(job)) if job else SILENT


@by_program
def terminate(line, self):
    """`Pool.terminate`."""
    pool = ledger.find(self)
    if pool and self._state != "TERMINATE":
        once(TERMINATE, pool[0], line)


@by_program
def close(line, self):
    """`Pool.close`."""
    pool = ledger.find(self)
    if pool and self._state == "RUN":
        once(CLOSE, pool[0], line)


@by_program
def join(line, self):
    """`Pool.join`."""
    pool = ledger.find(self)
    if pool is None or self._state == "RUN":
        return SILENT
    step = Step(JOIN, pool[0], line)
    step.begin()
    if any(thread.is_alive() for thread in (self._worker_handler, self._task_handler, self._result_handler)):
        step.waits("exit")
    return step


class _Result(Step):
    def raised(self, error):
        self.outcome("timeout" if not self.job._event.is_set() else type(error).__name__)

    @passes
    def result(self, _):
        self.end() if self.job._event.is_set() else self.outcome("timeout")


def _about(job):
    """Which task a result is of, and of how many, where it is of several."""
    task, count = job[1]
    return (integer("task", task), integer("count", count)) if count > 1 else (integer("task", task),)


@by_program
def get(line, self, timeout):
    """`AsyncResult.get` and `wait`."""
    job = ledger.find(self)
    if job is None:
        return SILENT
    fields = _about(job)
    if timeout is not None:
        fields += (number("seconds", max(0.0, float(timeout))),)
    step = _Result(SYNC, job[0], line, fields=fields)
    step.job = self
    step.begin()
    if not self._event.is_set():
        step.waits("result")
    return step


def idle(what, event, thing, fields=()):
    """Tells that somebody has nothing to do until there is something for them."""
    me.voice().tell(event, WAIT, thing, fields=fields + (text("for", what),))


class _Work:
    """A worker's life."""

    def __init__(self, thing, queue):
        self.thing, self.queue, self.told = thing, queue, False
        self.worker = actor("worker", me.voice().slot)
        self.step, self.task, self.data = None, None, None

    @passes
    def looks(self, _):
        if not self.told and _is_empty(self.queue):
            idle("item", TASK, self.thing, (self.worker,))
        self.told = True

    @passes
    def took(self, task):
        self.task, self.told, self.data = task, False, None

    @passes
    def begins(self, _):
        task = _number_of(self.thing, self.task[0], self.task[1])
        self.step = Step(TASK, self.thing, 0, fields=(self.worker, integer("task", task)))
        self.step.begin()

    @passes
    def sends(self, message):
        step, self.step = self.step, None
        if step is None:
            return
        well, value = message[2]
        if well:
            step.value = short(value)
            step.end()
        else:
            step.outcome(type(getattr(value, "exc", value)).__name__)
        self.task = None

    @passes
    def received(self, data):
        """The bytes of a task have come; it may be that nobody can read them."""
        self.data = data

    def result(self, value=None):
        """Its life is over."""
        return value

    def fail(self):
        """It was ended by an exception: in a task, or by one that it could not even read."""
        try:
            if self.step is None and self.task is None and self.data is not None:
                self.task = _read(self.data)
                self.begins()
            elif self.step:
                self.step.fail()
        except Exception as error:
            wrong(work, error)


def _read(data):
    """What can be read of a task that nobody could: its numbers. What is not known is nothing."""
    import io
    import pickle

    class Reader(pickle.Unpickler):
        def find_class(self, module, name):
            return lambda *_, **__: None

    return Reader(io.BytesIO(data)).load()


def _pool_of(queue):
    entry = ledger.find(queue)
    if entry is None and not hasattr(queue, "_reader"):
        return 0
    if entry is None:
        entry = ledger.find_end(queue._reader) if queue._reader._handle is not None else None
    return entry[0] if entry else 0


@whoever
def work(line, inqueue, **_):
    """`pool.worker`."""
    thing = _pool_of(inqueue)
    if not thing:
        return SILENT
    life = _Work(thing, inqueue)
    if hasattr(inqueue, "_reader"):
        listeners[id(inqueue)] = life
    return life


def _is_empty(queue):
    return lacks_data(queue._reader._handle) if hasattr(queue, "_reader") else queue.empty()


class _Handler:
    """A handler, that has nothing to do most of the time."""

    def __init__(self, thing, what, cache):
        self.thing, self.what, self.cache, self.told = thing, what, cache, False

    @passes
    def puts(self, task):
        """The task handler is about to give a task to the workers."""
        job = task and ledger.find(self.cache.get(task[0]))
        if job and isinstance(job[1], _Fetched):
            job[1].fetches(job[0], *task[:4])

    @passes
    def idles(self, _):
        if not self.told:
            self.told = True
            idle(self.what, SYNC, self.thing)

    def result(self, value=None):
        """It has ended."""
        return value

    def fail(self):
        """It was ended by an exception."""


def _handler(what, of):
    @whoever
    def handler(line, **given):
        """`Pool._handle_workers`, `_handle_tasks`, `_handle_results`."""
        thing = _pool_of(given[of])
        if not thing:
            return SILENT
        step = _Handler(thing, what, given.get("cache"))
        if what != "exit":
            step.idles()
        return step

    return handler


class _Callback(Step):
    @passes
    def calls(self, _):
        self.begin()

    @passes
    def called(self, _):
        self.end()
        idle("result", SYNC, self.object)


@whoever
def set_(line, self, i, **given):
    """`AsyncResult._set`: the result is there; callbacks come first."""
    job = ledger.find(self)
    if job is None:
        return SILENT
    if caller.frame(3).f_code.co_name == "_handle_tasks":
        _not_sent(job, max(i or 0, 0), given)
    if isinstance(job[1], _Fetched):
        return SILENT
    return _Callback(CALLBACK, job[0], 0, fields=_about(job))


def _not_sent(job, part, given):
    """A task that could not be pickled: no worker gets it."""
    task = job[1].numbers[-1] if isinstance(job[1], _Fetched) else job[1][0] + part
    error = next((value[1] for value in given.values() if type(value) is tuple), None)
    undone(job[0], task, type(error).__name__)


def undone(thing, task, outcome):
    """A task is over that nobody has begun, or whose worker is no more."""
    step = Step(TASK, thing, 0, fields=(integer("task", task),))
    step.open = True
    step.outcome(outcome)


_CALLS_BACK = {"self._callback": Around("calls", "called"), "self._error_callback": Around("calls", "called")}
_HANDS_IN = {
    "ApplyResult": Around(after="made"),
    "MapResult": Around(after="made"),
    "list": Around(after="listed"),
    "self._taskqueue.put": Around("hands_in"),
}
_LAZY = {"IMapIterator": Around(after="made"), "IMapUnorderedIterator": Around(after="made")}
MODULE = Module(
    Hooks(
        create=through(PACKAGE, _create),
        apply=apply,
        lazy=lazy,
        next=through(PACKAGE, _next),
        ready=ready,
        terminate=terminate,
        map_=map_,
        close=close,
        join=join,
        get=get,
        work=work,
        workers=_handler("exit", "inqueue"),
        tasks=_handler("item", "outqueue"),
        results=_handler("result", "outqueue"),
        set_=set_,
    ),
    {
        "worker": Function("work", {"get": Around("looks", "took"), "func": Around("begins"), "put": Around(argument="sends")}),
        "Pool.__init__": Function("create", {"self._setup_queues": Around(after="queues")}),
        "Pool.apply_async": Function("apply", _HANDS_IN),
        "Pool._map_async": Function("map_", _HANDS_IN),
        "Pool.imap": Function("lazy", _LAZY),
        "Pool.imap_unordered": Function("lazy", _LAZY),
        "Pool.terminate": Function("terminate"),
        "Pool.close": Function("close"),
        "Pool.join": Function("join"),
        "Pool._handle_workers": Function("workers", {"cls._wait_for_updates": Around("idles")}),
        "Pool._handle_tasks": Function("tasks", {"put": Around(argument="puts")}),
        "Pool._handle_results": Function("results"),
        "ApplyResult.get": Function("get"),
        "ApplyResult.wait": Function("get"),
        "ApplyResult.ready": Function("ready"),
        "IMapIterator.next": Function(
            "next", {"self._cond.wait": Around("looks"), "self._items.popleft": Around(after="took")}
        ),
        "IMapIterator._set": Function("set_"),
        "IMapUnorderedIterator._set": Function("set_"),
        "ApplyResult._set": Function("set_", _CALLS_BACK),
        "MapResult._set": Function("set_", _CALLS_BACK),
    },
)
