"""Isolation of other requests from logins: p99 of ping and of a list, with and without saturating logins, in turns."""
import statistics
import threading
import time

from measure import Load, request_line
from workloads import PATH

# A pause in milliseconds between two requests of a connection: without it, they would take all cores from the logins.
ROUNDS, SECONDS, CONNECTIONS, PAUSE, LOGIN_CONNECTIONS, WARMUP_SECONDS = 16, 3, 4, 10, 8, 200
# Starting the load generator of the logins takes a core: measure after it has started.
LEAD_SECONDS = 1
MAX_RATIO = 2


def measure(systems):
    suite, token = systems.suite, systems.token
    windows = systems.windows[100][:64]
    requests = {"ping": [request_line("GET", "/api/v1/ping/")],
                "list_100": [request_line("GET", f"{PATH}?country={c}&from_date={lo}&to_date={hi}") for c, lo, hi in windows]}
    loads = {name: Load(suite.base, suite.pids, lines, token, pause=PAUSE) for name, lines in requests.items()}
    logins = systems.of("token")["ours"]
    warm_ups = [Load(suite.base, suite.pids, lines, token) for lines in requests.values()]
    for load in warm_ups:
        load(20, LOGIN_CONNECTIONS)
    logins(WARMUP_SECONDS, LOGIN_CONNECTIONS)
    report = []
    for name, load in loads.items():
        without_logins, with_logins, rates = [], [], []
        for _ in range(ROUNDS):
            without_logins.append(load(SECONDS, CONNECTIONS))
            login_load = threading.Thread(target=lambda: rates.append(logins(LEAD_SECONDS + SECONDS + 1, LOGIN_CONNECTIONS)))
            login_load.start()
            time.sleep(LEAD_SECONDS)
            with_logins.append(load(SECONDS, CONNECTIONS))
            login_load.join()
        before, after = (statistics.median(one["p99"] for one in rounds) for rounds in (without_logins, with_logins))
        unexpected = sum(one["unexpected"] for one in without_logins + with_logins + rates)
        report.append(f"{name}: p99 {before:.2f} ms without and {after:.2f} ms with {statistics.median(one['rate'] for one in rates):.0f} logins/s: ratio {after / before:.2f}, maximum {MAX_RATIO};"
                      f" {statistics.median(one['rate'] for one in without_logins):,.0f}/s and {statistics.median(one['rate'] for one in with_logins):,.0f}/s; {unexpected} unexpected responses")
    return "\n".join(report)
