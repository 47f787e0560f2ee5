"""A graft: calls of ours set into the syntax tree of a library module when it is imported.

Names of files and numbers of lines stay, and no frame is added, so tracebacks and signatures are as they were. Where
a module had been imported before us, its functions get the new code.

    def put(self, obj):                 def put(self, obj):
        self._sem.acquire()       ──▶       _step_ = __forklore__.put(self=self, obj=obj)
        ...                                 try:
        return x                                _step_.acquired(self._sem.acquire())
                                                return _step_.result(x)
                                            except BaseException:
                                                _step_.fail()
                                                raise
"""

import _ast as a

from . import gate

ONLY_AST = 0x400
HOOKS = "__forklore__"
# True of something that the library has for itself, and that is marked as such.
OF_THE_LIBRARY = "self._forklore is False"
STEP = "_step_"
# What a timeout goes through, and the time as it is first read: only the gate takes time away.
TIME, CLOCK = ("time", "clock") if gate.is_on else (None, None)


def can_be_marked(*classes):
    """Things of these classes are asked whose they are, and most are not marked."""
    for one in classes:
        one._forklore = None


class Around:
    """What stands around a call inside a grafted function: before it, after it, around one of its arguments, around what
    is called; and what says that it is done already."""

    def __init__(self, before=None, after=None, argument=None, at=0, unless=None, called=None):
        self.before, self.after, self.argument, self.at = before, after, argument, at
        self.unless, self.called = unless, called


class Function:
    """A function to be grafted: the hook that its step comes from, and the calls in it. Where `quiet` is true of its
    arguments, an expression, it is as it was; and so where its hook gives no step, if that `may_be_done`."""

    def __init__(self, hook, calls=None, quiet=None, may_be_done=False):
        self.hook, self.calls, self.quiet, self.may_be_done = hook, calls or {}, quiet, may_be_done


class Module:
    """A module to be grafted: its functions by their qualified names, the hooks, a change of its tree, and what is done
    when it is there."""

    def __init__(self, hooks, functions, change=None, complete=None):
        self.hooks, self.functions, self.change, self.complete = hooks, functions, change, complete


def compiled(source, path, module):
    """The code of a module with its grafts."""
    tree = compile(source, path, "exec", ONLY_AST, True)
    _functions(tree.body, "", module.functions)
    if module.change:
        module.change(tree)
    return compile(tree, path, "exec", 0, True)


def regraft(living, module, code):
    """Grafts a module that is there already, with the code that it would have had."""
    setattr(living, HOOKS, module.hooks)
    for qualified in module.functions:
        target, new = living, code
        for part in qualified.split("."):
            target = getattr(target, part, None)
            new = next((one for one in new.co_consts if getattr(one, "co_name", None) == part), None)
            if target is None or new is None:
                break
        else:
            target.__code__ = new
    if module.complete:
        module.complete(living)


def _functions(body, prefix, wanted):
    for node in body:
        if isinstance(node, a.ClassDef):
            _functions(node.body, prefix + node.name + ".", wanted)
        elif isinstance(node, a.FunctionDef):
            if prefix + node.name in wanted:
                _function(node, wanted[prefix + node.name])
        elif isinstance(node, (a.If, a.Try)):
            _functions(node.body, prefix, wanted)
            _functions(node.orelse, prefix, wanted)


def _function(node, graft):
    doc = node.body[:1] if _is_text(node.body[0]) else []
    body = node.body[len(doc) :] or [a.Pass()]
    first = body[0]
    names = [arg.arg for arg in node.args.posonlyargs + node.args.args + node.args.kwonlyargs]
    names += [arg.arg for arg in (node.args.vararg, node.args.kwarg) if arg]
    quiet = _as_it_was(graft.quiet, body, first) if graft.quiet else []
    done = _as_it_was(STEP + " is None", body, first) if graft.may_be_done else []
    for number, statement in enumerate(body):
        body[number] = _inside(statement, graft)
    call = "%s = %s.%s(%s)" % (STEP, HOOKS, graft.hook, ", ".join("%s=%s" % (name, name) for name in names))
    frame = _parsed("%s\ntry:\n    pass\nexcept BaseException:\n    %s.fail()\n    raise" % (call, STEP), first)
    frame[1].body = body + _parsed("%s.result()" % STEP, first)
    node.body = doc + quiet + frame[:1] + done + frame[1:]


def _as_it_was(test, body, where):
    """The body as it was, for where a test is true."""
    branch = _parsed("if %s:\n    pass\n    return None" % test, where)
    branch[0].body[:1] = _copied(body)
    return branch


def _copied(thing):
    if type(thing) is list:
        return [_copied(one) for one in thing]
    if not isinstance(thing, a.AST):
        return thing
    return type(thing)(**{field: _copied(value) for field, value in vars(thing).items()})


def _is_text(node):
    return isinstance(node, a.Expr) and isinstance(getattr(node.value, "value", None), str)


def _parsed(text, where):
    """Statements of ours, standing on the line of another."""
    body = compile(text, "", "exec", ONLY_AST).body
    for node in body:
        _place(node, where)
    return body


def _place(node, where):
    if hasattr(node, "lineno"):
        node.lineno = node.end_lineno = getattr(where, "lineno", 1)
        node.col_offset = node.end_col_offset = getattr(where, "col_offset", 0)
    for child in _children(node):
        _place(child, where)


def _children(node):
    for field in node._fields:
        value = getattr(node, field, None)
        for one in value if type(value) is list else (value,):
            if isinstance(one, a.AST):
                yield one


def _inside(node, graft):
    """The same node with what it returns, and the calls in it, going through our step."""
    if isinstance(node, (a.FunctionDef, a.Lambda, a.ClassDef)):
        return node
    for field in node._fields:
        value = getattr(node, field, None)
        if type(value) is list:
            value[:] = [_inside(one, graft) if isinstance(one, a.AST) else one for one in value]
        elif isinstance(value, a.AST):
            setattr(node, field, _inside(value, graft))
    if isinstance(node, a.Return):
        node.value = _through("result", node.value, node)
    elif isinstance(node, a.Call):
        around = graft.calls.get(_dotted(node.func))
        if around:
            return _call(node, around)
    return node


def _call(node, around):
    if around.argument and len(node.args) > around.at:
        node.args[around.at] = _through(around.argument, node.args[around.at], node)
    if around.called:
        node.func = _through(around.called, node.func, node)
    result = node
    if around.unless:
        either = _parsed("%s.%s() or None" % (STEP, around.unless), node)[0].value
        either.values[1] = result
        result = either
    if around.before:
        pair = _parsed("(%s.%s(), None)[1]" % (STEP, around.before), node)[0].value
        pair.value.elts[1] = result
        result = pair
    return _through(around.after, result, node) if around.after else result


def _through(method, value, where):
    call = _parsed("%s.%s()" % (STEP, method), where)[0].value
    call.args = [value] if value is not None else []
    return call


def _dotted(node):
    """`self._sem.acquire` of the expression that stands for it."""
    if isinstance(node, a.Attribute):
        before = _dotted(node.value)
        return before and before + "." + node.attr
    return node.id if isinstance(node, a.Name) else None
