# The worker of runtime.python3.  blokctl starts it with -c, writes one JSON
# request a line to its standard input and reads one JSON answer a line from
# descriptor 3; what a node prints goes to the log.
import asyncio, importlib.util, inspect, json, math, os, sys, traceback

answers = os.fdopen(3, "w", encoding="utf-8", newline="\n")
os.set_inheritable(3, False)
requests = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
# A node that reads its input must not take the next request.
null = os.open(os.devnull, os.O_RDONLY)
os.dup2(null, 0)
os.close(null)
nodes = {}


def answer(message):
    # ASCII: a lone surrogate has no UTF-8.
    try:
        text = json.dumps(message, allow_nan=False, separators=(",", ":"), default=plain)
    except ValueError:
        text = json.dumps(finite(message), separators=(",", ":"), default=plain)
    answers.write(text + "\n")
    answers.flush()


def plain(value):
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return list(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    raise TypeError("a %s is no JSON" % type(value).__name__)


def finite(value, depth=0):
    """NaN and the infinities are null, as everywhere in a workflow."""
    if depth > 256:
        raise ValueError("the output is nested too deep, or contains itself")
    if isinstance(value, float) and (value != value or value in (math.inf, -math.inf)):
        return None
    if isinstance(value, dict):
        return {key: finite(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item, depth + 1) for item in value]
    return value


def load(path):
    stamp = os.stat(path).st_mtime_ns
    known = nodes.get(path)
    if known and known[0] == stamp:
        return known[1]
    folder = os.path.dirname(path)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    name = "blok_node_%d" % len(nodes)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not callable(getattr(module, "run", None)):
        raise TypeError("there is no function run(inputs, ctx) in %s" % path)
    nodes[path] = (stamp, module.run)
    return module.run


def error_of(error):
    """The fields of a BlokError, where the exception has them."""
    name = type(error).__name__
    fields = {"name": name, "code": "UNCAUGHT_" + name.upper(), "category": "INTERNAL",
              "message": str(error) or name}
    for key in ("code", "category", "message", "http_status", "description", "remediation",
                "retryable", "details"):
        value = getattr(error, key, None)
        if isinstance(value, (str, int, float, bool, dict, list)):
            fields[key] = value
    return fields


def execute(request):
    number = request["id"]
    ctx = request["ctx"]
    ctx["vars"] = {}
    ctx["log"] = lambda message, level="info": answer(
        {"id": number, "log": {"level": level, "message": str(message)}})
    try:
        data = load(request["path"])(request["inputs"], ctx)
        if inspect.isawaitable(data):
            data = asyncio.run(awaited(data))
        sys.stdout.flush()
        answer({"id": number, "ok": True, "data": data, "vars": ctx["vars"]})
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        sys.stdout.flush()
        answer({"id": number, "ok": False, "error": error_of(error)})


async def awaited(value):
    return await value


for line in requests:
    request = json.loads(line)
    if request["op"] == "execute":
        execute(request)
    elif request["op"] == "list":
        answer({"id": request["id"], "ok": True, "data": sorted(nodes)})
    else:
        answer({"id": request["id"], "ok": True, "data": {"status": "ready"}})
