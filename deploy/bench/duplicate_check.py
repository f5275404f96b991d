"""The duplicate check alone, in the densest country: with all competitions, and with a block of constant size in a growing table."""
import json
import re
import subprocess

import competitions
from processes import HERE

DENSEST = "GBR"
SMALL, LARGE = 10_000, 1_000_000
ROUNDS = 3


def measure(suite):
    lines = []
    results = {}
    for rows in (SMALL, LARGE):
        suite.load(with_constant_block(rows))
        results[rows] = best_of_rounds(suite)
        lines.append(f"constant block of {DENSEST}, {rows:,} rows in total: {describe(results[rows])}")
    lines.append(f"ratio of the medians {results[LARGE]['median'] / results[SMALL]['median']:.2f}, of the p99 {results[LARGE]['p99'] / results[SMALL]['p99']:.2f}; maximum 1.5")
    suite.load(competitions.lines(LARGE))
    lines.append(f"{DENSEST} with its share of {LARGE:,} rows: {describe(best_of_rounds(suite))}; maximum 3 ms, p99 10 ms")
    return "\n".join(lines)


def with_constant_block(rows):
    """The competitions of the densest country among the first few, filled up with those of other countries."""
    left = rows
    for number, line in enumerate(competitions.lines(2 * LARGE)):
        if left == 0:
            return
        if number < SMALL or json.loads(line)["country_id"] != DENSEST:
            left -= 1
            yield line


def best_of_rounds(suite):
    """The round with the lowest median: noise of a shared machine only adds time."""
    return min((run_check(suite) for _ in range(ROUNDS)), key=lambda round: round["median"])


def run_check(suite):
    p, jars = suite.postgres, HERE / "target"
    out = subprocess.run(["java", "-cp", f"{jars}/bench-1.0.0-SNAPSHOT.jar:{jars}/lib/*", "run.opentrack.bench.DuplicateCheckBenchmark",
                          f"jdbc:postgresql://{p['host']}:{p['port']}/{p['database']}", p["user"], p["password"], DENSEST],
                         stdout=subprocess.PIPE, check=True, text=True).stdout
    found = re.search(r"median ([\d.]+) ms, p99 ([\d.]+) ms, ([\d.]+) rows", out)
    return {"median": float(found[1]), "p99": float(found[2]), "rows": float(found[3])}


def describe(round):
    return f"median {round['median']:.2f} ms, p99 {round['p99']:.2f} ms, {round['rows']:.1f} rows read"
