"""Bulk calls: processor time against single creates, ours and those of the peers, and durations as multiples of INSERT + commit."""
import itertools
import json
import statistics
import time

from measure import Load, Pgbench, cpu_seconds, request_line
from workloads import JSON, PATH, call, dated_create

ITEMS = 1_000
ROUNDS = 7
MIN_CPU_RATIO, MIN_PEER_CPU_RATIO = 3, 8
# The durations are promised for a machine that commits 7,000 rows a second.
REFERENCE_COMMITS = 7_000
MAX_CREATE_SECONDS, MAX_DRY_RUN_SECONDS = 0.7, 0.5


def measure(systems):
    suite, token = systems.suite, systems.token

    def post(query, items):
        before, begin = cpu_seconds(suite.pids), time.perf_counter()
        status, _, body = call(suite.base, "POST", PATH + "bulk" + query, token, json.dumps(items), {"Content-Type": "application/json"})
        if status != 200 or json.loads(body)["counts"]["created"] != len(items):
            raise SystemExit(f"bench: bulk call failed: {status} {body[:300]}")
        return time.perf_counter() - begin, (cpu_seconds(suite.pids) - before) * 1000 / len(items)

    suite.sql("DELETE FROM opentrack.competition WHERE basic_description = 'bench'")
    commits = commits_per_second(suite)
    single = Load(suite.base, suite.pids, [request_line("POST", PATH, JSON, json.dumps(dated_create(n, "@@N@@"))) for n in range(730)], token)
    single(20, 32)
    peers = {name: load for name, load in systems.of("create").items() if name.startswith("fastapi")}
    numbers = itertools.count()
    for _ in range(30):
        post("", calendar(next(numbers)))
    singles, creates, trials, peer_singles = [], [], [], []
    for _ in range(ROUNDS):
        singles.append(single(4, 32)["cpu"])
        creates.append(post("", calendar(next(numbers))))
        trials.append(post("?dry_run=true", calendar(next(numbers))))
        peer_singles.append(min(load(4, 32)["cpu"] for load in peers.values()))
    bulk_cpu = statistics.median(cpu for _, cpu in creates)
    ratio, peer_ratio = statistics.median(singles) / bulk_cpu, statistics.median(peer_singles) / bulk_cpu
    lines = [f"INSERT + commit: {commits:,.0f}/s on one connection",
             f"single creates: {statistics.median(singles):.3f} CPU s / 1,000; bulk: {bulk_cpu:.3f}; "
             f"ratio {ratio:.2f}, minimum {MIN_CPU_RATIO}",
             f"single creates of the best FastAPI peer: {statistics.median(peer_singles):.3f} CPU s / 1,000; ratio {peer_ratio:.2f}, minimum {MIN_PEER_CPU_RATIO}"]
    for name, measured, maximum in (("create", creates, MAX_CREATE_SECONDS), ("dry run", trials, MAX_DRY_RUN_SECONDS)):
        seconds = statistics.median(duration for duration, _ in measured)
        lines.append(f"bulk {name} of {ITEMS:,}: {seconds:.3f} s = {seconds * commits:,.0f} commits, maximum {maximum * REFERENCE_COMMITS:,.0f}")
    return "\n".join(lines)


def commits_per_second(suite):
    suite.sql("DROP TABLE IF EXISTS public.bench_commit; CREATE TABLE public.bench_commit (n serial PRIMARY KEY, t text)")
    rate = Pgbench(suite.dsn, suite.processes["postgres"], ["INSERT INTO public.bench_commit (t) VALUES ('a competition');"])(5, 8)["rate"]
    suite.sql("DROP TABLE public.bench_commit")
    return rate


def calendar(number):
    return [dated_create(n, f"{number}-{n}") for n in range(ITEMS)]
