"""What engines in native code need of us: room on the stack, and that their panics are known."""

from __future__ import annotations

from _thread import allocate_lock, stack_size, start_new_thread  # threading loads more
from collections.abc import Callable
from typing import TypeVar

__all__ = ["is_panic", "on_deep_stack"]

Result = TypeVar("Result")

_LEAST, _PER_CHARACTER = 64 * 2**20, 2**11  # bytes; a list of one-character items takes 1 kB each
_LOCK = allocate_lock()  # the size of a stack is set for all threads that start next


def is_panic(error: BaseException) -> bool:
    """Tell whether an engine in Rust panicked; such an error is no Exception."""
    return type(error).__name__ == "PanicException"


def _begin(work: Callable[[], Result]) -> Callable[[], Result]:
    """Start work in a thread of its own.

    What is returned waits for it, and returns what it returns or raises what it raises. Raises
    RuntimeError where no thread is to be had.
    """
    outcome: list[Result] = []
    failure: list[BaseException] = []
    at_work = allocate_lock()

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # a panic of an engine is not an Exception
            _drop_frames(error)
            failure.append(error)
        finally:
            at_work.release()

    def result() -> Result:
        with at_work:
            if failure:
                raise failure[0]
            return outcome[0]

    at_work.acquire()
    start_new_thread(run, ())
    return result


def on_deep_stack(work: Callable[[], Result], characters: int) -> Result:
    """Return what `work` returns or raise what it raises, on a stack for a text of this length.

    The stack is address space only: it takes memory as far as it is used. Where so much is not to
    be had, the work runs on the present stack.
    """
    try:
        result = _begun(work, _LEAST + characters * _PER_CHARACTER)
    except RuntimeError:  # no address space for it
        return work()
    return result()


def _drop_frames(error: BaseException) -> None:
    """Free what the frames of an error hold: some objects of engines only their thread may drop."""
    import traceback  # only here: it takes time to load

    seen, following = set[int](), [error]
    while following:
        each = following.pop()
        if id(each) not in seen:
            seen.add(id(each))
            traceback.clear_frames(each.__traceback__)
            following += [cause for cause in (each.__cause__, each.__context__) if cause]


def _begun(work: Callable[[], Result], size: int) -> Callable[[], Result]:
    with _LOCK:
        before = stack_size(size)
        try:
            return _begin(work)
        finally:
            stack_size(before)
