"""Linux gives each terminal session on a machine the same share (autogroup): within one run it would set PostgreSQL's
connections and the load, which are sessions of their own, against the suite, so that a thread of the suite that stands
back keeps its core from them all the same. No server runs like that: a container or a systemd unit is in a control group,
where there is none of it."""
import contextlib
import pathlib

SETTING = pathlib.Path("/proc/sys/kernel/sched_autogroup_enabled")


@contextlib.contextmanager
def all_in_one():
    """Without autogroups, for what is started within; says so where that is not allowed."""
    before = SETTING.read_text() if SETTING.exists() else "0"
    if before.strip() == "0":
        yield
        return
    try:
        SETTING.write_text("0")
    except OSError:
        print(f"bench: {SETTING} may not be set to 0, so sessions are measured against each other")
        yield
        return
    try:
        yield
    finally:
        SETTING.write_text(before)
