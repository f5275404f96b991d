"""The duplicate check alone, in the densest country: with all competitions, and while only those outside its block grow."""
import json
import re
import subprocess

import competitions
from running import HERE

DENSEST = "GBR"
FEW, MANY = 10_000, 1_000_000
ROUNDS = 3


def measure(suite):
    lines = []
    around = {}
    for rows in (FEW, MANY):
        suite.load(with_one_block(rows))
        around[rows] = best_of_rounds(suite)
        lines.append(f"the same block of {DENSEST}, {rows:,} rows in all: {said(around[rows])}")
    lines.append(f"median {around[MANY]['median'] / around[FEW]['median']:.2f} times, p99 {around[MANY]['p99'] / around[FEW]['p99']:.2f} times; must be 1.5 or less")
    suite.load(competitions.lines(MANY))
    lines.append(f"{DENSEST} with its share of {MANY:,} rows: {said(best_of_rounds(suite))}; must be 3 ms, p99 10 ms or less")
    return "\n".join(lines)


def with_one_block(rows):
    """The densest country's competitions among the first few, and as many of the others as make up the rows."""
    left = rows
    for number, line in enumerate(competitions.lines(2 * MANY)):
        if left == 0:
            return
        if number < FEW or json.loads(line)["country_id"] != DENSEST:
            left -= 1
            yield line


def best_of_rounds(suite):
    """The round with the lowest median: the noise of a shared machine only adds."""
    return min((checked(suite) for _ in range(ROUNDS)), key=lambda round: round["median"])


def checked(suite):
    p, jars = suite.postgres, HERE / "target"
    out = subprocess.run(["java", "-cp", f"{jars}/bench-1.0.0-SNAPSHOT.jar:{jars}/lib/*", "run.opentrack.bench.DuplicateCheckBenchmark",
                          f"jdbc:postgresql://{p['host']}:{p['port']}/{p['database']}", p["user"], p["password"], DENSEST],
                         stdout=subprocess.PIPE, check=True, text=True).stdout
    found = re.search(r"median ([\d.]+) ms, p99 ([\d.]+) ms, ([\d.]+) rows", out)
    return {"median": float(found[1]), "p99": float(found[2]), "rows": float(found[3])}


def said(round):
    return f"median {round['median']:.2f} ms, p99 {round['p99']:.2f} ms, {round['rows']:.1f} rows read"
