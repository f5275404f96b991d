"""Benchmarks the suite against peers and limits, on the same rows and in turns. Start it with `run`, which builds what it needs."""
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

import autogroup
import bulk
import changes
import competitions
import duplicate_check
import export
import login_isolation
import startup
import stream
from processes import HERE, PORTS, Processes, Suite
from report import LARGE, SMALL, check, table
from workloads import Systems

WORKLOADS = ["list_100", "list_100_uniq", "list_1000", "list_100_gzip", "list_100_uniq_gzip", "list_1000_gzip", "list_100_writes", "get_one", "not_modified", "token", "create", "put_same", "create_dup", "proxy_get"]
LOW_CONCURRENCY = {"list_1000", "list_1000_gzip", "token"}
# Seconds until the JVMs have compiled the code of the workload: a login is executed only some hundred times a second.
MIN_WARMUP = {"token": login_isolation.WARMUP_SECONDS, "create": 90, "put_same": 60, "create_dup": 90}
# Logins differ from the bare hash by less than the speed of a processor varies within a minute.
MIN_ROUNDS = {"token": 9}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="number of competitions")
    parser.add_argument("--workloads", default=",".join(WORKLOADS), type=lambda text: text.split(","))
    parser.add_argument("--rounds", type=int, default=3, help=f"number of rounds, in turns (logins: at least {MIN_ROUNDS['token']}); the median counts")
    parser.add_argument("--seconds", type=int, default=4, help="duration of one measurement")
    parser.add_argument("--warm", type=int, default=60, help=f"maximum warm-up in seconds for each workload (at least {MIN_WARMUP['token']} for logins, {MIN_WARMUP['create']} for creates)")
    parser.add_argument("--connections", type=int, default=32, help="concurrent connections")
    parser.add_argument("--no-peers", action="store_true", help="measure the suite and the limits only")
    parser.add_argument("--scale", action="store_true", help="compare the suite with 10,000 and with 1,000,000 competitions")
    parser.add_argument("--stream", action="store_true", help="measure the unlimited list: first byte, memory, and COPY of the same rows")
    parser.add_argument("--export", action="store_true", help="measure an export of all competitions: time, memory, and COPY of the same bytes")
    parser.add_argument("--start", action="store_true", help="measure the start of each service on JDK 25 with its archive: time to ready, memory, first seconds under load")
    parser.add_argument("--duplicates", action="store_true", help="measure the duplicate check alone, with 10,000 and with 1,000,000 competitions")
    parser.add_argument("--changes", action="store_true", help="measure full synchronization, idle polls and event streams")
    parser.add_argument("--bulk", action="store_true", help="measure bulk calls against single creates and INSERT + commit")
    parser.add_argument("--logins", action="store_true", help="measure ping and a list with and without saturating logins")
    parser.add_argument("--check", action="store_true", help="exit with status 1 if a ratio is below its minimum")
    return parser.parse_args()


def warm_up(load, min_seconds, max_seconds):
    """Loads the system until three windows in a row are less than 5 % faster than the best before."""
    best = stable = spent = 0
    while spent < min_seconds or spent < max_seconds and stable < 3:
        rate = load(5)["rate"]
        stable = stable + 1 if rate < best * 1.05 else 0
        best, spent = max(best, rate), spent + 5


def measure(systems, options):
    results = []
    for workload in options.workloads:
        connections = min(8, options.connections) if workload in LOW_CONCURRENCY else options.connections
        loads = systems.of(workload)

        def run_load(load, seconds):
            if workload in ("create", "list_100_writes") or load is loads.get("ours, create"):
                systems.clean()
            return load(seconds, connections)

        for name, load in loads.items():
            if name.startswith("ours"):
                warm_up(functools.partial(run_load, load), MIN_WARMUP.get(workload, 0), options.warm)
            else:
                run_load(load, 2)
        rounds = {name: [] for name in loads}
        for _ in range(max(options.rounds, MIN_ROUNDS.get(workload, 0))):
            for name, load in loads.items():
                rounds[name].append(run_load(load, options.seconds))
                print(f"{workload:18} {name:22} {rounds[name][-1]['rate']:10.1f}/s", file=sys.stderr, flush=True)
        if workload in ("create", "put_same", "list_100_writes"):
            systems.clean()
        for name, measured in rounds.items():
            median = {key: statistics.median(one[key] for one in measured) for key in ("rate", "p50", "p99", "cpu")}
            results.append({"workload": workload, "system": name, **median, "unexpected": sum(one["unexpected"] for one in measured),
                            "rounds": [one["rate"] for one in measured]})
    return results


def start_suite(processes, rows):
    upstream = next(PORTS)
    suite = Suite(processes, rows, upstream)
    if suite.sql("SELECT count(*) FROM opentrack.competition WHERE basic_description <> 'bench'")[0][0] != str(rows):
        print(f"bench: loading {rows} competitions", file=sys.stderr, flush=True)
        suite.load(competitions.lines(rows))
    return suite, upstream


def with_rows(rows, benchmark):
    """Runs a benchmark on a suite with competitions; it takes the processes, the suite and the port of the proxied upstream."""
    with Processes() as processes:
        return benchmark(processes, *start_suite(processes, rows))


def measure_at_size(options, rows, **systems):
    return with_rows(rows, lambda processes, suite, upstream: measure(Systems(processes, suite, upstream, **systems), options))


def with_empty_suite(name, benchmark):
    """Runs a benchmark on a suite of its own, without peers."""
    with Processes() as processes:
        return benchmark(Suite(processes, name, next(PORTS)))


class BothSizes:
    """Two suites, with few and with many competitions, measured in turns."""

    def __init__(self, small, large):
        self.systems = {SMALL: small, LARGE: large}

    def of(self, workload):
        return {size: systems.of(workload)["ours"] for size, systems in self.systems.items()}

    def clean(self):
        for systems in self.systems.values():
            systems.clean()


def measure_scale(options):
    options.workloads = [w for w in options.workloads if w not in ("token", "proxy_get")]
    with Processes() as processes:
        return measure(BothSizes(*(Systems(processes, *start_suite(processes, rows)) for rows in (10_000, 1_000_000))), options)


def machine():
    versions = {"Linux": platform.release(), "Python": platform.python_version()}
    for name, command in (("Java", ["java", "-version"]), ("nginx", ["nginx", "-v"]), ("Caddy", ["caddy", "version"])):
        if shutil.which(command[0]):
            result = subprocess.run(command, capture_output=True, text=True)
            versions[name] = (result.stdout + result.stderr).splitlines()[0].replace('"', "")
    model = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
    return f"{datetime.date.today()}, {os.cpu_count()} cores of {model}; " + ", ".join(f"{k} {v}" for k, v in versions.items())


def main():
    options = arguments()
    if options.stream:
        print(with_rows(options.rows, lambda processes, suite, upstream: stream.measure(suite)))
        return
    if options.logins:
        print(with_rows(options.rows, lambda processes, suite, upstream: login_isolation.measure(Systems(processes, suite, upstream))))
        return
    if options.export:
        print(with_empty_suite(f"export-{options.rows}", lambda suite: export.measure(suite, options.rows)))
        return
    if options.start:
        print(with_rows(options.rows, lambda processes, suite, upstream: startup.measure(Systems(processes, suite, upstream))))
        return
    if options.duplicates:
        print(with_empty_suite("duplicates", duplicate_check.measure))
        return
    if options.changes:
        print(with_rows(options.rows, lambda processes, suite, upstream: changes.measure(suite)))
        return
    if options.bulk:
        print(with_rows(options.rows, lambda processes, suite, upstream: bulk.measure(Systems(processes, suite, upstream, peers=True, limits=True))))
        return
    results = measure_scale(options) if options.scale else measure_at_size(options, options.rows, peers=not options.no_peers, limits=True)
    title = "10,000 against 1,000,000" if options.scale else f"{options.rows:,}"
    text = f"## {title} competitions\n\n{machine()}.\n\n{table(results)}"
    print(text)
    (HERE / "target" / "results.json").write_text(json.dumps(results, indent=1))
    complete = options.workloads == WORKLOADS and not options.scale and not options.no_peers
    (HERE / "RESULTS.md" if complete else HERE / "target" / "results.md").write_text(text)
    if options.check:
        failures = check(results)
        print("\n".join(failures) or "all ratios reach their minimum")
        sys.exit(1 if failures else 0)


if __name__ == "__main__":
    with autogroup.disabled():
        main()
