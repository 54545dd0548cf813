"""A program that runs flows, and looks at what they leave of it: `python host.py WAY`."""

import asyncio
import ctypes
import gc
import os
import random
import signal
import subprocess
import sys
import threading

import fanfold
from fanfold import FlowSpec, current, step


class Busy(FlowSpec):
    @step
    def start(self):
        self.numbers = range(5)
        self.next(self.work, foreach="numbers")

    @step
    def work(self):
        os.chdir("/")
        os.environ["LEFT"] = "behind"
        sys.argv.append("more")
        random.seed(7)
        self.pid = os.getpid()
        self.next(self.join)

    @step
    def join(self, inputs):
        self.pids = [each.pid for each in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass


class Outer(FlowSpec):
    """A flow whose task runs another."""

    @step
    def start(self):
        before = current.pathspec
        self.inner = fanfold.run(Busy, show_output=False).data.pids
        self.same = current.pathspec == before
        self.next(self.end)

    @step
    def end(self):
        pass


def handler(number, frame):
    heard.append(number)


def subreaper():
    flag = ctypes.c_int()
    ctypes.CDLL(None).prctl(37, ctypes.byref(flag), 0, 0, 0)
    return flag.value


def state():
    return {
        "handlers": {number: signal.getsignal(number) for number in signal.valid_signals()},
        "wakeup": _wakeup(),
        "subreaper": subreaper(),
        "cwd": os.getcwd(),
        "environment": dict(os.environ),
        "descriptors": descriptors(),
        "threads": sorted(thread.name for thread in threading.enumerate()),
        "argv": list(sys.argv),
        "path": list(sys.path),
        "main": sys.modules["__main__"],
        "hook": (sys.excepthook, sys.breakpointhook, sys.stdout, sys.stderr),
        "frozen": gc.get_freeze_count(),
        "collects": gc.isenabled(),
        "current": (current.is_running_flow, current.run_id),
        "random": random.getstate(),
        "mask": os.umask(0o022),
        "children": open(f"/proc/self/task/{os.getpid()}/children").read().split(),
    }


def descriptors():
    gc.collect()  # the client's objects refer to one another
    listed = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
    return sorted(f"{path} {os.readlink(path)}" for path in listed if os.path.exists(path))


def _wakeup():
    if threading.current_thread() is not threading.main_thread():
        return None
    found = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(found)
    return found


def run_once(**options):
    outcome = fanfold.run(Busy, show_output=False, **options)
    assert outcome.successful
    return outcome.data.pids


def compared(**options):
    run_once(**options)  # what is loaded once stays loaded
    before = state()
    pids = run_once(**options)
    after = state()
    print(
        "changed", [name for name in before if before[name] != after[name]], "apart", os.getpid() not in pids
    )


def in_main():
    compared()


def inline():
    compared(inline=True)


def in_thread():
    thread = threading.Thread(target=compared)
    thread.start()
    thread.join()


def in_thread_inline():
    thread = threading.Thread(target=compared, kwargs={"inline": True})
    thread.start()
    thread.join()


def beside_thread():
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    compared()


def in_loop():
    async def main():
        compared()
        one, other = await asyncio.gather(asyncio.to_thread(run_once), asyncio.to_thread(run_once))
        print("two at once", len(one), len(other), set(one).isdisjoint(other))

    asyncio.run(main())


def with_child():
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.exit(7)"])
    run_once()
    print("its own child ended with", child.wait())


def nested():
    for options in ({}, {"isolate": True}, {"inline": True}):
        outcome = fanfold.run(Outer, show_output=False, **options)
        print("nested", len(outcome.data.inner), outcome.data.same)


heard = []
signal.signal(signal.SIGCHLD, handler)
signal.signal(signal.SIGUSR1, handler)

if __name__ == "__main__":
    for way in sys.argv[1:]:
        globals()[way]()
