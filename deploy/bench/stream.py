"""The unlimited list of all competitions: time to first byte, duration and memory."""
import http.client
import statistics
import subprocess
import time
import urllib.parse

from measure import resident_mib
from workloads import PATH, fetch_token

# Enough requests that the median is not affected by warm-up.
REQUESTS = 100


def measure(suite):
    token = fetch_token(suite.base, suite.superuser["email"], suite.superuser["password"])
    pids = {name: suite.processes[name] for name in ("gateway", "competition-service")}
    first_bytes = sorted(first_byte(suite.base, token) for _ in range(REQUESTS))
    seconds, bytes_read, peak = [], 0, {}
    for _ in range(3):
        before = time.monotonic()
        response = open_list(suite.base, token)
        bytes_read = 0
        while piece := response.read(1 << 20):
            bytes_read += len(piece)
            if bytes_read % (32 << 20) < 1 << 20:
                for name, pid in pids.items():
                    peak.setdefault(name, []).append(resident_mib(pid))
        seconds.append(time.monotonic() - before)
    lines = [f"first byte {1000 * statistics.median(first_bytes):.0f} ms, 90 % within {1000 * first_bytes[REQUESTS * 9 // 10]:.0f} ms; {bytes_read / 1e6:.0f} MB in {statistics.median(seconds):.2f} s,"
             f" COPY of the same {measure_copy(suite):.2f} s"]
    for name, samples in peak.items():
        third = len(samples) // 3 or 1
        lines.append(f"{name}: resident at most {max(samples):.0f} MiB, {max(samples[-third:]) - max(samples[:third]):+.0f} MiB from the first to the last list")
    return "\n".join(lines)


def first_byte(base, token):
    """Seconds to the first byte; the client then disconnects."""
    before = time.monotonic()
    response = open_list(base, token)
    response.read(1)
    seconds = time.monotonic() - before
    response.close()
    return seconds


def open_list(base, token):
    url = urllib.parse.urlsplit(base)
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=300)
    connection.request("GET", PATH, headers={"Authorization": "Bearer " + token})
    return connection.getresponse()


def measure_copy(suite):
    before = time.monotonic()
    statement = "COPY (SELECT rendered FROM opentrack.competition ORDER BY date, full_name, id) TO STDOUT"
    subprocess.run(["psql", "-Xq", suite.dsn, "-c", statement], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - before
