"""Whoever is in already, while logins take all that the machine can hash: ping and a list, alone and beside them, by turns."""
import statistics
import threading
import time

from measure import Load, line
from workloads import PATH

# A call each 10 ms on each connection: as fast as they can, they would leave nothing to the logins, which stand back.
ROUNDS, SECONDS, CONNECTIONS, PAUSE, LOGINS, LOGINS_WARM = 16, 3, 4, 10, 8, 200
# The start of the program that logs in takes a core from everybody: as much of p99 within a few seconds as the logins.
LEAD = 1
MOST = 2


def measure(systems):
    suite, token = systems.suite, systems.token
    windows = systems.windows[100][:64]
    calls = {"ping": [line("GET", "/api/v1/ping/")],
             "list_100": [line("GET", f"{PATH}?country={c}&from_date={lo}&to_date={hi}") for c, lo, hi in windows]}
    loads = {name: Load(suite.base, suite.pids, lines, token, pause=PAUSE) for name, lines in calls.items()}
    logins = systems.of("token")["ours"]
    warming = [Load(suite.base, suite.pids, lines, token) for lines in calls.values()]
    for load in warming:
        load(20, LOGINS)
    logins(LOGINS_WARM, LOGINS)
    said = []
    for name, load in loads.items():
        alone, beside, rates = [], [], []
        for _ in range(ROUNDS):
            alone.append(load(SECONDS, CONNECTIONS))
            other = threading.Thread(target=lambda: rates.append(logins(LEAD + SECONDS + 1, LOGINS)))
            other.start()
            time.sleep(LEAD)
            beside.append(load(SECONDS, CONNECTIONS))
            other.join()
        before, after = (statistics.median(one["p99"] for one in rounds) for rounds in (alone, beside))
        wrong = sum(one["wrong"] for one in alone + beside + rates)
        said.append(f"{name}: p99 {before:.2f} ms alone, {after:.2f} ms beside {statistics.median(one['rate'] for one in rates):.0f} logins/s: {after / before:.2f} times, must be {MOST} or less;"
                    f" {statistics.median(one['rate'] for one in alone):,.0f}/s and {statistics.median(one['rate'] for one in beside):,.0f}/s; {wrong} wrong")
    return "\n".join(said)
