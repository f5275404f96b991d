"""Load generators: requests per second, latencies, and processor time of the measured processes."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time

from processes import HERE

TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids):
    """Processor seconds of processes and their descendants, including those that have exited."""
    children, seconds = {}, {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                fields = pathlib.Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            children.setdefault(int(fields[1]), []).append(int(name))
            seconds[int(name)] = sum(map(int, fields[11:15])) / TICK
    left, total, seen = list(pids), 0, set()
    while left:
        pid = left.pop()
        if pid not in seen:
            seen.add(pid)
            total += seconds.get(pid, 0)
            left += children.get(pid, [])
    return total


def resident_mib(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def request_line(method, path, headers="", body=""):
    return f"{method}\t{path}\t{headers}\t{body}\n"


class Load:
    """Requests to one system, sent by wrk."""

    def __init__(self, base, pids, lines, token="", expect_errors=False, pause=None):
        """:param pause: milliseconds between two requests of a connection"""
        self.base, self.pids, self.token, self.expect_errors, self.pause = base, pids, token, expect_errors, pause
        with tempfile.NamedTemporaryFile("w", suffix=".tsv", delete=False, encoding="utf-8") as file:
            file.writelines(lines)
        self.file = file.name

    def __call__(self, seconds, connections):
        environment = {**os.environ, "LOAD_FILE": self.file, "LOAD_TOKEN": self.token, "LOAD_STAMP": format(time.time_ns(), "x"),
                       **({"LOAD_PAUSE": str(self.pause)} if self.pause else {})}
        command = ["wrk", "-t", str(min(2, connections)), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s", "-s",
                   str(HERE / "load" / "load.lua"), self.base]
        before = cpu_seconds(self.pids)
        out = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True).stdout
        cpu = cpu_seconds(self.pids) - before
        found = re.search(r"^RESULT (.*)$", out, re.M)
        if not found:
            raise SystemExit(f"bench: unexpected output of wrk: {out[-500:]}")
        result = json.loads(found[1])
        requests = max(1, result["requests"])
        unexpected = (requests - result["errors"] if self.expect_errors else result["errors"]) + result["broken"]
        # Error responses are fast: a system that fails must not look fast.
        expected = max(0, result["requests"] - unexpected)
        return {"rate": expected / result["us"] * 1e6, "p50": result["p50"] / 1000, "p99": result["p99"] / 1000,
                "cpu": cpu / requests * 1000, "unexpected": unexpected}


class Pgbench:
    """Statements executed by pgbench: the lower bound for a service that uses the database."""

    def __init__(self, dsn, pid, scripts):
        self.dsn, self.pid, self.files = dsn, pid, []
        for script in scripts:
            with tempfile.NamedTemporaryFile("w", suffix=".sql", delete=False, encoding="utf-8") as file:
                file.write(script)
            self.files += ["-f", file.name]

    def __call__(self, seconds, connections):
        before = cpu_seconds([self.pid])
        out = subprocess.run(["pgbench", "-n", "-M", "prepared", "-c", str(min(16, connections)), "-j", "2" if connections > 1 else "1",
                              "-T", str(seconds), *self.files, self.dsn], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True).stdout
        rate = float(re.search(r"tps = ([\d.]+)", out)[1])
        latency = float(re.search(r"latency average = ([\d.]+)", out)[1])
        return {"rate": rate, "p50": latency, "p99": 0, "cpu": (cpu_seconds([self.pid]) - before) / (rate * seconds) * 1000, "unexpected": 0}


def hash_rate(seconds, connections):
    """Password verifications per second without anything around them."""
    out = subprocess.run(["/usr/bin/python3", str(HERE / "peers" / "hashrate.py"), str(seconds)], stdout=subprocess.PIPE, text=True).stdout
    rate, cpu = map(float, out.split())
    return {"rate": rate, "p50": 0, "p99": 0, "cpu": cpu, "unexpected": 0}
