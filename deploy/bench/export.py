"""An export run with all competitions in its two years: duration of its phases, compared with COPY of the same bytes."""
import datetime
import json
import re
import subprocess
import time
import urllib.error
import urllib.request

import competitions
from measure import resident_mib
from workloads import fetch_token

API_FORMAT = re.compile(r"euroath/(european|domestic)_calendar_.*\.json")
COPIES = 3


def measure(suite, rows):
    year = datetime.date.today().year
    load_rows(suite, rows, year)
    token = fetch_token(suite.base, suite.superuser["email"], suite.superuser["password"])
    copies = [measure_copy(suite, year)]
    run, peak = run_export(suite, token)
    copies += [measure_copy(suite, year) for _ in range(COPIES - 1)]
    durations, fastest_copy = run["durations"], min(copies)
    counted = {"rows": 0, "bytes": 0, "all": 0}
    for file in run["files"]:
        counted["all"] += file["bytes"]
        if API_FORMAT.fullmatch(file["name"]):
            counted["rows"] += file["rows"]
            counted["bytes"] += file["bytes"]
    return "\n".join([
        f"{run['status']}: {rows:,} competitions, {len(run['files'])} files, {counted['all'] / 1e6:,.0f} MB",
        f"API format: {counted['rows']:,} rows, {counted['bytes'] / 1e6:,.0f} MB in {durations['copying_millis'] / 1000:.2f} s;"
        f" COPY of the same {', '.join(f'{seconds:.2f}' for seconds in copies)} s; {durations['copying_millis'] / 1000 / fastest_copy:.2f} times the fastest",
        f"all other formats {durations['shaping_millis'] / 1000:.1f} s, sending {durations['sending_millis'] / 1000:.1f} s",
        f"export-service: {heap_limit(suite)}, resident at most {peak:.0f} MiB"])


def load_rows(suite, rows, year):
    first, last = datetime.date(year, 1, 1), datetime.date(year + 1, 12, 31)
    if suite.sql("SELECT count(*) FROM opentrack.competition")[0][0] != str(rows):
        suite.load(competitions.lines(rows, first_day=first, days=(last - first).days + 1))


def measure_copy(suite, year):
    """Seconds to COPY each file's rows to /dev/null: once for its country and once for Europe."""
    countries = suite.sql("SELECT country_id FROM opentrack.calendar_version")
    statements = []
    for file_year in (year, year + 1):
        for where in [f"country_id = '{country}'" for [country] in countries] + ["true"]:
            statements.append(f"COPY (SELECT rendered FROM opentrack.competition WHERE {where} AND date >= '{file_year}-01-01' AND date <= '{file_year}-12-31'"
                              " ORDER BY date, full_name, id) TO STDOUT;")
    before = time.monotonic()
    subprocess.run(["psql", "-Xq", suite.dsn], input="\n".join(statements).encode(), stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - before


def run_export(suite, token):
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
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            # The nightly run may be in progress: it is caught up with at the start of the suite.
            if error.code != 409:
                raise
            time.sleep(1)


def heap_limit(suite):
    with open(f"/proc/{suite.processes['export-service']}/cmdline") as command:
        return next((argument for argument in command.read().split("\0") if argument.startswith("-Xmx")), "no -Xmx")
