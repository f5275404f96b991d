"""A run of exports with all competitions in the two years it publishes: how long its parts take, and COPY of the same bytes beside it."""
import datetime
import json
import re
import subprocess
import time
import urllib.error
import urllib.request

import competitions
from measure import resident_mib
from workloads import token_of

AS_THE_API_ANSWERS = re.compile(r"euroath/(european|domestic)_calendar_.*\.json")
COPIES = 3


def measure(suite, rows):
    year = datetime.date.today().year
    loaded(suite, rows, year)
    token = token_of(suite.base, suite.superuser["email"], suite.superuser["password"])
    copies = [copied(suite, year)]
    run, peak = followed(suite, token)
    copies += [copied(suite, year) for _ in range(COPIES - 1)]
    took, best = run["durations"], min(copies)
    counted = {"rows": 0, "bytes": 0, "all": 0}
    for file in run["files"]:
        counted["all"] += file["bytes"]
        if AS_THE_API_ANSWERS.fullmatch(file["name"]):
            counted["rows"] += file["rows"]
            counted["bytes"] += file["bytes"]
    return "\n".join([
        f"{run['status']}: {rows:,} competitions, {len(run['files'])} files, {counted['all'] / 1e6:,.0f} MB",
        f"as the API answers: {counted['rows']:,} rows, {counted['bytes'] / 1e6:,.0f} MB in {took['copying_millis'] / 1000:.2f} s;"
        f" COPY of the same {', '.join(f'{seconds:.2f}' for seconds in copies)} s; {took['copying_millis'] / 1000 / best:.2f} times the fastest",
        f"all other formats {took['shaping_millis'] / 1000:.1f} s, sending {took['sending_millis'] / 1000:.1f} s",
        f"export-service: {heap_limit(suite)}, resident at most {peak:.0f} MiB"])


def loaded(suite, rows, year):
    first, last = datetime.date(year, 1, 1), datetime.date(year + 1, 12, 31)
    if suite.sql("SELECT count(*) FROM opentrack.competition")[0][0] != str(rows):
        suite.load(competitions.lines(rows, first_day=first, days=(last - first).days + 1))


def copied(suite, year):
    """Each file by a COPY of its own to nobody, as the files are: once for its country, and once more for Europe."""
    european = suite.sql("SELECT country_id FROM opentrack.calendar_version")
    statements = []
    for day in (f"{year}", f"{year + 1}"):
        for where in [f"country_id = '{country}'" for [country] in european] + ["true"]:
            statements.append(f"COPY (SELECT rendered FROM opentrack.competition WHERE {where} AND date >= '{day}-01-01' AND date <= '{day}-12-31'"
                              " ORDER BY date, full_name, id) TO STDOUT;")
    before = time.monotonic()
    subprocess.run(["psql", "-Xq", suite.dsn], input="\n".join(statements).encode(), stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - before


def followed(suite, token):
    run = call(suite.base, token, "POST", "/api/v1/exports/", b'{"accept_shrink": true}')
    peak = 0
    while run["status"] == "running":
        time.sleep(0.5)
        peak = max(peak, resident_mib(suite.processes["export-service"]))
        run = call(suite.base, token, "GET", f"/api/v1/exports/{run['id']}")
    return run, peak


def call(base, token, method, path, body=None):
    request = urllib.request.Request(base + path, body, {"Authorization": "Bearer " + token}, method=method)
    while True:
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            # The run of the night, which the start of the suite makes up for.
            if refused.code != 409:
                raise
            time.sleep(1)


def heap_limit(suite):
    with open(f"/proc/{suite.processes['export-service']}/cmdline") as command:
        return next((argument for argument in command.read().split("\0") if argument.startswith("-Xmx")), "no -Xmx")
