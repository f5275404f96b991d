"""Disables the autogroup scheduling of Linux during a benchmark.

Autogroups give each terminal session the same share of the processor. PostgreSQL's connections and the load generator are
sessions of their own, so a low-priority thread of the suite would keep its share in spite of its priority. Servers run in
containers or systemd units, whose control groups replace autogroups."""
import contextlib
import pathlib

SETTING = pathlib.Path("/proc/sys/kernel/sched_autogroup_enabled")


@contextlib.contextmanager
def disabled():
    """Context without autogroups; prints a warning if they cannot be disabled."""
    before = SETTING.read_text() if SETTING.exists() else "0"
    if before.strip() == "0":
        yield
        return
    try:
        SETTING.write_text("0")
    except OSError:
        print(f"bench: {SETTING} cannot be set to 0: autogroups distort the results")
        yield
        return
    try:
        yield
    finally:
        SETTING.write_text(before)
