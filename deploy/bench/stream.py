"""The list of all competitions, unlimited: when its first byte comes, and what it takes of memory meanwhile."""
import http.client
import statistics
import subprocess
import time
import urllib.parse

from measure import resident_mib
from workloads import PATH, token_of

# As with all workloads a JVM gets faster with use: the first of them are not the ones in the middle.
ASKED = 100


def measure(suite):
    token = token_of(suite.base, suite.superuser["email"], suite.superuser["password"])
    pids = {name: suite.processes[name] for name in ("gateway", "competition-service")}
    first_bytes = sorted(first_byte(suite.base, token) for _ in range(ASKED))
    seconds, bytes_read, peak = [], 0, {}
    for _ in range(3):
        before = time.monotonic()
        answer = asked(suite.base, token)
        bytes_read = 0
        while piece := answer.read(1 << 20):
            bytes_read += len(piece)
            if bytes_read % (32 << 20) < 1 << 20:
                for name, pid in pids.items():
                    peak.setdefault(name, []).append(resident_mib(pid))
        seconds.append(time.monotonic() - before)
    lines = [f"first byte {1000 * statistics.median(first_bytes):.0f} ms, 90 % within {1000 * first_bytes[ASKED * 9 // 10]:.0f} ms; {bytes_read / 1e6:.0f} MB in {statistics.median(seconds):.2f} s,"
             f" COPY of the same {copied(suite):.2f} s"]
    for name, seen in peak.items():
        third = len(seen) // 3 or 1
        lines.append(f"{name}: resident at most {max(seen):.0f} MiB; the last list {max(seen[-third:]) - max(seen[:third]):+.0f} MiB against the first")
    return "\n".join(lines)


def first_byte(base, token):
    """Seconds until it comes; the client then hangs up."""
    before = time.monotonic()
    answer = asked(base, token)
    answer.read(1)
    took = time.monotonic() - before
    answer.close()
    return took


def asked(base, token):
    url = urllib.parse.urlsplit(base)
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=300)
    connection.request("GET", PATH, headers={"Authorization": "Bearer " + token})
    return connection.getresponse()


def copied(suite):
    before = time.monotonic()
    statement = "COPY (SELECT rendered FROM opentrack.competition ORDER BY date, full_name, id) TO STDOUT"
    subprocess.run(["psql", "-Xq", suite.dsn, "-c", statement], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - before
