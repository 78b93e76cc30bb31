"""The memory that this process has and does not use."""

from threading import Thread


def give_back() -> None:
    """To the system, beside what goes on: after hundreds of megabytes the heap keeps a good part of them.

    Nothing where the C library knows of no such thing (https://man7.org/linux/man-pages/man3/malloc_trim.3.html).
    """
    Thread(target=_trim, name="give back", daemon=True).start()


def _trim() -> None:
    import ctypes

    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return
    trim(0)
