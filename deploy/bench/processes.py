"""Processes of a benchmark: the suite, peers and limits. All of them end with the benchmark."""
import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
STATE = HERE / "target" / "state"
PORTS = iter(range(18200, 18300))


class Processes:
    """Starts processes, and stops them in reverse order."""

    def __init__(self):
        self.started = []

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.stop()

    def start(self, command, port, environment=None, log="server"):
        STATE.mkdir(parents=True, exist_ok=True)
        with open(STATE / f"{log}.log", "ab") as out:
            process = subprocess.Popen([str(part) for part in command], env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL,
                                       stdout=out, stderr=out, start_new_session=True)
        self.started.append(process)
        await_port(process, port, log)
        return process.pid

    def stop(self):
        for process in reversed(self.started):
            process.terminate()
        for process in reversed(self.started):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(40)
            # Kill workers that did not end with their master process.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def await_port(process, port, log):
    for _ in range(2_400):
        if process.poll() is not None:
            raise SystemExit(f"bench: {process.args[0]} exited, see {STATE / log}.log")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.1)
    raise SystemExit(f"bench: nothing listens on {port}, see {STATE / log}.log")


def is_ready(management):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{management}/q/health/ready", timeout=1) as response:
            return response.status == 200
    except OSError:
        return False


class Suite:
    """The suite as deploy/run.sh starts it, with its own ports and folder."""

    def __init__(self, processes, name, upstream_port):
        folder = STATE / f"suite-{name}"
        folder.mkdir(parents=True, exist_ok=True)
        gateway = next(PORTS)
        environment = {"OPENTRACK_SOURCE": str(SOURCE), "OPENTRACK_FOLDER": str(folder), "OPENTRACK_GATEWAY_PORT": str(gateway),
                       "OPENTRACK_GATEWAY_ROUTES_BENCH_PREFIX": "/bench",
                       "OPENTRACK_GATEWAY_ROUTES_BENCH_UPSTREAM": f"127.0.0.1:{upstream_port}",
                       # All requests come from one account and address, and exceed their rate limits.
                       "OPENTRACK_GATEWAY_LIMITS_ACCOUNT_REQUESTS_PER_SECOND": "1000000",
                       "OPENTRACK_GATEWAY_LIMITS_ADDRESS_REQUESTS_PER_SECOND": "1000000",
                       "OPENTRACK_GATEWAY_LIMITS_CONNECTIONS_PER_ADDRESS": "3000",
                       "OPENTRACK_CHANGES_MAX_STREAMS_PER_ACCOUNT": "1000"}
        for name in ("AUTH", "COMPETITION", "EXPORT"):
            environment[f"OPENTRACK_{name}_PORT"] = str(next(PORTS))
        self.management = [next(PORTS) for _ in range(4)]
        for name, port in zip(("GATEWAY", "AUTH", "COMPETITION", "EXPORT"), self.management):
            environment[f"OPENTRACK_{name}_MANAGEMENT_PORT"] = str(port)
        environment["OPENTRACK_S3_PORT"], environment["OPENTRACK_POSTGRES_PORT"] = str(next(PORTS)), str(next(PORTS))
        jars = SOURCE / "deploy" / "local" / "target"
        processes.start(["java", "-Xmx128m", "-cp", f"{jars}/local-1.0.0-SNAPSHOT.jar:{jars}/lib/*", "run.opentrack.local.Main"],
                      gateway, environment, log=f"suite-{name}")
        self.folder, self.base = folder, f"http://127.0.0.1:{gateway}"
        self.await_ready()
        described = json.loads((folder / "suite.json").read_text())
        self.postgres, self.superuser, self.processes = described["postgres"], described["superuser"], described["processes"]
        self.pids = [self.processes[name] for name in ("gateway", "auth-service", "competition-service", "export-service", "postgres")]

    def await_ready(self):
        for _ in range(2_400):
            if all(map(is_ready, self.management)):
                return
            time.sleep(0.1)
        raise SystemExit("bench: the suite did not become ready")

    @property
    def dsn(self):
        p = self.postgres
        return f"postgresql://{p['user']}:{p['password']}@{p['host']}:{p['port']}/{p['database']}"

    def sql(self, statement=None, file=None):
        command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", self.dsn] + (["-f", str(file)] if file else ["-c", statement])
        return [line.split("|") for line in subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()]

    def load(self, lines):
        p, jars = self.postgres, HERE / "target"
        loader = subprocess.Popen(
            ["java", "-cp", f"{jars}/bench-1.0.0-SNAPSHOT.jar:{jars}/lib/*", "run.opentrack.bench.LoadCompetitions",
             f"jdbc:postgresql://{p['host']}:{p['port']}/{p['database']}", p["user"], p["password"]], stdin=subprocess.PIPE)
        for line in lines:
            loader.stdin.write(line)
        loader.stdin.close()
        if loader.wait():
            raise SystemExit("bench: the competitions could not be loaded")
