"""Executors: tasks handed in, and done by processes or threads (Lib/concurrent/futures/process.py, thread.py)."""

from . import arena, caller, ledger, me
from .graft import Around, Function, Module
from .hook import Hooks, by_program, through, whoever
from .layout import CLASS
from .pools import CLOSE, CREATE, JOIN, SUBMIT, TASK, idle, undone
from .record import actor, integer
from .shown import short
from .step import SILENT, Step, once, passes, wrong
from .system import lacks_data

PACKAGE = "concurrent.futures"


class Executor:
    """What we know of an executor: how many tasks it has had, and whether it has been shut down."""

    def __init__(self):
        self.tasks, self.closed = 0, False


class _Creation:
    def __init__(self, line, executor, class_, wish):
        self.line, self.executor, self.class_, self.wish = line, executor, class_, wish

    @passes
    def result(self, _):
        executor, self.executor = self.executor, None
        name = me.own.names.thing(me.name(), self.wish, "Executor")
        thing = arena.christen(CLASS[self.class_], name)
        ledger.enter(executor, thing, Executor())
        calls = getattr(executor, "_call_queue", None)
        if calls is not None:
            # Its workers know it by the queue that they get their tasks from.
            arena.christen(CLASS["Object"], "", _key(calls), thing)
        once(CREATE, thing, self.line, fields=(integer("workers", executor._max_workers),))

    def fail(self):
        """It could not be made."""


def _key(calls):
    return ledger.key_of_end(calls._reader._handle, False) | 1 << 61


def _create(class_):
    @by_program
    def create(line, self, **_):
        """`ProcessPoolExecutor(workers)`, `ThreadPoolExecutor(workers)`."""
        names = caller.targets(caller.frame(2))
        return _Creation(line, self, class_, names[0] if len(names) == 1 else None)

    return create


class _HandIn:
    """A task is handed in."""

    def __init__(self, line, executor, tasks, function, arguments):
        self.line, self.tasks = line, tasks
        self.thing, self.known = executor
        self.value = short(_shown(function, arguments))

    @passes
    def made(self, future):
        """Its future is there, and nobody has the task yet."""
        task = self.known.tasks if self.tasks is None else self.tasks
        self.known.tasks = task + 1
        ledger.enter(future, self.thing, task)
        once(SUBMIT, self.thing, self.line, self.value, fields=(integer("task", task),))

    def result(self, value=None):
        """Handed in."""
        return value

    def fail(self):
        """Refused."""


def _shown(function, arguments):
    """What stands for a task: its argument, where it has one; of a chunk of `map`, all of them."""
    called = getattr(function, "func", None)
    if getattr(called, "__name__", "") == "_process_chunk" and len(arguments) == 1:
        calls = [call[0] if len(call) == 1 else call for call in arguments[0]]
        return calls[0] if len(calls) == 1 else calls
    return arguments[0] if len(arguments) == 1 else tuple(arguments)


@whoever
def submit(line, args, kwargs, self=None, fn=None):
    """`Executor.submit`: before 3.9 it finds its executor and its function among its arguments."""
    if self is None:
        if len(args) < 2:
            return SILENT
        self, fn, args = args[0], args[1], args[2:]
    executor = ledger.find(self)
    if executor is None:
        return SILENT
    return _HandIn(line, executor, getattr(self, "_queue_count", None), fn, args)


def _shutdown(line, self, **given):
    """`Executor.shutdown`."""
    executor = ledger.find(self)
    if executor is None:
        return SILENT
    thing, known = executor
    if not known.closed:
        known.closed = True
        once(CLOSE, thing, line)
    if not given.get("wait", True):
        return SILENT
    step = Step(JOIN, thing, line)
    step.begin()
    if any(thread.is_alive() for thread in _threads(self)):
        step.waits("exit")
    return step


def _threads(executor):
    manager = getattr(executor, "_executor_manager_thread", None) or getattr(executor, "_queue_management_thread", None)
    return [manager] if manager else list(getattr(executor, "_threads", ()))


shutdown = through(PACKAGE, _shutdown)


class _Worker:
    """Whoever does tasks, one at a time."""

    step = None

    @passes
    def did(self, value):
        self.step.value = short(value)
        self.step.end()

    @passes
    def raised(self, error):
        self.step.outcome(type(error).__name__)

    def result(self, value=None):
        """Its life is over."""
        return value

    def fail(self):
        """It was ended by an exception."""


class _Work(_Worker):
    """A worker process's life."""

    def __init__(self, thing, calls):
        self.thing, self.calls, self.told = thing, calls, False
        self.worker = actor("worker", me.voice().slot)
        self.item = None

    @passes
    def looks(self, _):
        if not self.told and lacks_data(self.calls._reader._handle):
            idle("item", TASK, self.thing, (self.worker,))
        self.told = True

    @passes
    def took(self, item):
        self.told, self.item = False, getattr(item, "work_id", None)

    @passes
    def begins(self, _):
        self.step = Step(TASK, self.thing, 0, fields=(self.worker, integer("task", self.item)))
        self.step.begin()


@whoever
def work(line, call_queue, **_):
    """`_process_worker`."""
    found = arena.object_with(_key(call_queue))
    return _Work(found[1], call_queue) if found else SILENT


class _Refused:
    @passes
    def result(self, _):
        """It has been said to who waits for it."""

    def fail(self):
        """It has not."""


@whoever
def refused(line, self, e, obj):
    """`_SafeQueue._on_queue_feeder_error`: a task that could not be pickled is nobody's."""
    found = arena.object_with(_key(self))
    if found and hasattr(obj, "work_id"):
        undone(found[1], obj.work_id, type(e).__name__)
    return _Refused()


class _Wait(_Worker):
    """A worker thread's life: it waits for work."""

    def __init__(self, thing, queue):
        self.thing, self.queue = thing, queue
        self.worker = actor("worker", me.voice().slot)

    @passes
    def looks(self, _):
        if self.queue.empty():
            idle("item", TASK, self.thing, (self.worker,))


@whoever
def wait(line, executor_reference, work_queue, **_):
    """`thread._worker`."""
    executor = executor_reference()
    entry = ledger.find(executor) if executor is not None else None
    return _Wait(entry[0], work_queue) if entry else SILENT


class _Run(_Worker):
    """A task in a worker thread."""

    def __init__(self, thing, task):
        fields = actor("worker", me.voice().slot), integer("task", task)
        self.step = Step(TASK, thing, 0, fields=fields)

    @passes
    def begins(self, _):
        self.step.begin()

    def fail(self):
        """It raised."""
        try:
            self.step.fail()
        except Exception as error:
            wrong(self.fail, error)


@whoever
def run(line, self):
    """`_WorkItem.run`."""
    entry = ledger.find(self.future)
    return _Run(*entry) if entry else SILENT


_SUBMITS = {"_base.Future": Around(after="made")}
PROCESS = Module(
    Hooks(create=_create("ProcessPoolExecutor"), submit=submit, shutdown=shutdown, work=work, refused=refused),
    {
        "ProcessPoolExecutor.__init__": Function("create"),
        "ProcessPoolExecutor.submit": Function("submit", _SUBMITS),
        "ProcessPoolExecutor.shutdown": Function("shutdown"),
        "_process_worker": Function(
            "work",
            {
                "call_queue.get": Around("looks", "took"),
                "call_item.fn": Around("begins", "did"),
                "_ExceptionWithTraceback": Around(argument="raised"),
            },
        ),
        "_SafeQueue._on_queue_feeder_error": Function("refused"),
    },
)
THREAD = Module(
    Hooks(create=_create("ThreadPoolExecutor"), submit=submit, shutdown=shutdown, wait=wait, run=run),
    {
        "ThreadPoolExecutor.__init__": Function("create"),
        "ThreadPoolExecutor.submit": Function("submit", _SUBMITS),
        "ThreadPoolExecutor.shutdown": Function("shutdown"),
        "_worker": Function("wait", {"work_queue.get": Around("looks")}),
        "_WorkItem.run": Function(
            "run", {"self.fn": Around("begins", "did"), "self.future.set_exception": Around(argument="raised")}
        ),
    },
)
