"""How fast the suite is: measures it beside peers and limits on the same rows in the same minutes. `run` prepares what this needs."""
import argparse
import datetime
import functools
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys

import beside
import checking
import competitions
import exporting
import one_group
import start
import stream
from report import LARGE, SMALL, check, table
from running import HERE, PORTS, STATE, Running, Suite
from workloads import Systems

ALL = ["list_100", "list_100_uniq", "list_1000", "get_one", "not_modified", "token", "create", "create_dup", "proxy_get"]
FEW_CONNECTIONS = {"list_1000", "token"}
# At 100 requests a second the JVMs compile what a login takes for two minutes and more: from 80 logins a second to 108.
# Creates, and refused ones, get faster for a minute and a half.
LEAST_WARM = {"token": beside.LOGINS_WARM, "create": 90, "create_dup": 90}
# What is left between logins and the bare hash is as little as what a processor's speed changes in a minute.
LEAST_ROUNDS = {"token": 9}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="competitions in the calendar")
    parser.add_argument("--workloads", default=",".join(ALL), type=lambda text: text.split(","))
    parser.add_argument("--rounds", type=int, default=3, help=f"each system is measured so often, by turns, and logins {LEAST_ROUNDS['token']} times; the median counts")
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--warm", type=int, default=60, help=f"the suite is warmed until it gets no faster, for at most so many seconds a workload; logins for {LEAST_WARM['token']}, creates and refused ones for {LEAST_WARM['create']}")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--no-peers", action="store_true", help="the suite and the limits only")
    parser.add_argument("--scale", action="store_true", help="the suite alone, on 10,000 and on 1,000,000 competitions")
    parser.add_argument("--stream", action="store_true", help="the unlimited list of all competitions: first byte, memory, COPY beside it")
    parser.add_argument("--export", action="store_true", help="the calendars of two years with all competitions in them: time, memory, COPY beside it")
    parser.add_argument("--start", action="store_true", help="each service's start on JDK 25 with its archive: seconds to ready, memory")
    parser.add_argument("--duplicates", action="store_true", help="the duplicate check alone, at 10,000 and at 1,000,000 competitions")
    parser.add_argument("--logins", action="store_true", help="ping and a list, alone and while logins take all the machine can hash")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a ratio is below its floor")
    return parser.parse_args()


def warm(load, least, most):
    """A JVM gets faster for a minute: until three windows bring no 5 % more."""
    best = calm = spent = 0
    while spent < least or spent < most and calm < 3:
        rate = load(5)["rate"]
        calm = calm + 1 if rate < best * 1.05 else 0
        best, spent = max(best, rate), spent + 5


def measure(systems, options):
    results = []
    for workload in options.workloads:
        connections = min(8, options.connections) if workload in FEW_CONNECTIONS else options.connections
        loads = systems.of(workload)

        def on_same_rows(load, seconds):
            if workload == "create":
                systems.clean()
            return load(seconds, connections)

        for name, load in loads.items():
            if name.startswith("ours"):
                warm(functools.partial(on_same_rows, load), LEAST_WARM.get(workload, 0), options.warm)
            else:
                on_same_rows(load, 2)
        rounds = {name: [] for name in loads}
        for _ in range(max(options.rounds, LEAST_ROUNDS.get(workload, 0))):
            for name, load in loads.items():
                rounds[name].append(on_same_rows(load, options.seconds))
                print(f"{workload:14} {name:22} {rounds[name][-1]['rate']:10.1f}/s", file=sys.stderr, flush=True)
        if workload == "create":
            systems.clean()
        for name, measured in rounds.items():
            median = {key: statistics.median(one[key] for one in measured) for key in ("rate", "p50", "p99", "cpu")}
            results.append({"workload": workload, "system": name, **median, "wrong": sum(one["wrong"] for one in measured),
                            "rounds": [one["rate"] for one in measured]})
    return results


def started(running, rows):
    upstream = next(PORTS)
    suite = Suite(running, rows, upstream)
    if suite.sql("SELECT count(*) FROM opentrack.competition WHERE basic_description <> 'bench'")[0][0] != str(rows):
        print(f"bench: loading {rows} competitions", file=sys.stderr, flush=True)
        suite.load(competitions.lines(rows))
    return suite, upstream


def with_rows(rows, measured):
    """What is measured on a suite with competitions: takes what runs, the suite, and the port of the gateway's other upstream."""
    with Running() as running:
        return measured(running, *started(running, rows))


def at_size(options, rows, **beside):
    return with_rows(rows, lambda running, suite, upstream: measure(Systems(running, suite, upstream, **beside), options))


def alone(name, measured):
    """What is measured on a suite of its own, without peers."""
    with Running() as running:
        return measured(Suite(running, name, next(PORTS)))


class BothSizes:
    """The suite on few and on many competitions, at the same time, so that they are measured by turns."""

    def __init__(self, small, large):
        self.systems = {SMALL: small, LARGE: large}

    def of(self, workload):
        return {size: systems.of(workload)["ours"] for size, systems in self.systems.items()}

    def clean(self):
        for systems in self.systems.values():
            systems.clean()


def scaled(options):
    options.workloads = [w for w in options.workloads if w not in ("token", "proxy_get")]
    with Running() as running:
        return measure(BothSizes(*(Systems(running, *started(running, rows)) for rows in (10_000, 1_000_000))), options)


def machine():
    versions = {"Linux": platform.release(), "Python": platform.python_version()}
    for name, command in (("Java", ["java", "-version"]), ("nginx", ["nginx", "-v"]), ("Caddy", ["caddy", "version"])):
        if shutil.which(command[0]):
            said = subprocess.run(command, capture_output=True, text=True)
            versions[name] = (said.stdout + said.stderr).splitlines()[0].replace('"', "")
    model = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
    return f"{datetime.date.today()}, {os.cpu_count()} cores of {model}; " + ", ".join(f"{k} {v}" for k, v in versions.items())


def main():
    options = arguments()
    if options.stream:
        print(with_rows(options.rows, lambda running, suite, upstream: stream.measure(suite)))
        return
    if options.logins:
        print(with_rows(options.rows, lambda running, suite, upstream: beside.measure(Systems(running, suite, upstream))))
        return
    if options.export:
        print(alone(f"export-{options.rows}", lambda suite: exporting.measure(suite, options.rows)))
        return
    if options.start:
        print(alone("start", start.measure))
        return
    if options.duplicates:
        print(alone("duplicates", checking.measure))
        return
    results = scaled(options) if options.scale else at_size(options, options.rows, peers=not options.no_peers, limits=True)
    title = "10,000 against 1,000,000" if options.scale else f"{options.rows:,}"
    text = f"## {title} competitions\n\n{machine()}.\n\n{table(results)}"
    print(text)
    (HERE / "target" / "results.json").write_text(json.dumps(results, indent=1))
    whole = options.workloads == ALL and not options.scale and not options.no_peers
    (HERE / "RESULTS.md" if whole else HERE / "target" / "results.md").write_text(text)
    if options.check:
        failures = check(results)
        print("\n".join(failures) or "every floor holds")
        sys.exit(1 if failures else 0)


if __name__ == "__main__":
    with one_group.all_in_one():
        main()
