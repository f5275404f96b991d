"""Start of each service as in its image, with its archive: time to ready, resident memory, and latencies of the first seconds under load."""
import contextlib
import os
import pathlib
import re
import shlex
import signal
import statistics
import subprocess
import time

from measure import Load, request_line, resident_mib
from processes import PORTS, SOURCE, STATE, is_ready
from workloads import PATH

SERVICES = ("auth-service", "competition-service", "export-service", "gateway")
STAGED = SOURCE / "deploy" / "images" / "target"
ROUNDS = 5
MAX_SECONDS, MAX_MIB = 1.5, 200
# Some 700 requests a second: each connection waits PAUSE milliseconds after a response.
FIRST_SECONDS, FIRST_ROUNDS, CONNECTIONS, PAUSE, WARMUP_SECONDS, MAX_FIRST_RATIO = 10, 3, 16, 20, 40, 4


def java_25():
    """JAVA_25, or the first JDK 25 in /usr/lib/jvm."""
    found = [os.environ[name] for name in ("JAVA_25",) if name in os.environ]
    found += sorted(str(path) for path in pathlib.Path("/usr/lib/jvm").glob("*25*/bin/java"))
    return found[0] if found else None


def memory_options(service):
    """The memory limit of the manifest."""
    manifest = (SOURCE / "deploy/kubernetes/base" / service / "deployment.yaml").read_text()
    limit = re.search(r"limits:.*?memory: (\d+)Mi", manifest, re.S).group(1)
    return [f"-XX:MaxRAM={limit}m"]


def jvm_options(service):
    """The JVM options of the image."""
    text = (STAGED / service / "java.options").read_text().replace("/app/", f"{STAGED / service}/")
    return [*memory_options(service), *shlex.split(text)]


def environment(suite, service, port, management):
    """The environment of the running service, with other ports."""
    text = pathlib.Path(f"/proc/{suite.processes[service]}/environ").read_bytes().decode()
    variables = dict(line.split("=", 1) for line in text.split("\0") if "=" in line)
    server = "OPENTRACK_GATEWAY" if service == "gateway" else "QUARKUS_HTTP"
    return {**variables, f"{server}_PORT": str(port), "QUARKUS_MANAGEMENT_PORT": str(management), "OPENTRACK_EXPORT_SCHEDULED": "false"}


@contextlib.contextmanager
def running(suite, java, service):
    """A replica of a service: its process, its port, and the seconds until it was ready."""
    port, management = next(PORTS), next(PORTS)
    with open(STATE / f"start-{service}.log", "ab") as log:
        begin = time.monotonic()
        process = subprocess.Popen([java, *jvm_options(service), "-jar", STAGED / service / "run.jar"], cwd=STAGED / service,
                                   env=environment(suite, service, port, management), stdout=log, stderr=log)
        try:
            while not is_ready(management):
                if process.poll() is not None or time.monotonic() - begin > 60:
                    raise SystemExit(f"bench: {service} did not start, see {log.name}")
                time.sleep(0.005)
            yield process, port, time.monotonic() - begin
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(40)


def start_once(suite, java, service):
    with running(suite, java, service) as (process, _, seconds):
        return seconds, resident_mib(process.pid)


def first_seconds(systems, java, service):
    """99th percentiles in milliseconds of the first seconds and of a warm replica, and the number of unexpected responses."""
    suite = systems.suite
    with running(suite, java, service) as (process, port, _):
        paths = [f"{PATH}?country={c}&from_date={lo}&to_date={hi}" for c, lo, hi in systems.windows[100][:500]] + [PATH + id for id in systems.ids[:500]]
        lines = [request_line("GET", path) for path in paths]
        slow, fast = (Load(f"http://127.0.0.1:{port}", [process.pid], lines, systems.token, pause=pause) for pause in (PAUSE, None))
        fresh = slow(FIRST_SECONDS, CONNECTIONS)
        fast(WARMUP_SECONDS, CONNECTIONS)
        warm = slow(FIRST_SECONDS, CONNECTIONS)
        return fresh["p99"], warm["p99"], fresh["unexpected"]


def measure(systems):
    suite, java = systems.suite, java_25()
    if java is None:
        raise SystemExit("bench: no JDK 25 in /usr/lib/jvm; set JAVA_25 to its java")
    # Stage the files of the images without building the images.
    subprocess.run([SOURCE / "deploy/images/build.sh", *SERVICES], env={**os.environ, "BUILDER": "true"}, check=True)
    lines = ["| service | to ready, s | resident, MiB | |", "|---|---|---|---|"]
    for service in SERVICES:
        subprocess.run(["sh", STAGED / service / "train.sh", java, *memory_options(service)], check=True)
        rounds = [start_once(suite, java, service) for _ in range(ROUNDS)]
        seconds, resident = (statistics.median(values) for values in zip(*rounds))
        verdict = "ok" if seconds <= MAX_SECONDS and resident <= MAX_MIB else "over the limit"
        lines.append(f"| {service} | {seconds:.2f} | {resident:.0f} | {verdict} |")
    lines += ["", "| reads of a replica | p99 of the first 10 s, ms | warm, ms | ratio | unexpected | |", "|---|--:|--:|--:|--:|---|"]
    for service in ("competition-service", "gateway"):
        rounds = [first_seconds(systems, java, service) for _ in range(FIRST_ROUNDS)]
        fresh, warm, unexpected = (statistics.median(values) for values in zip(*rounds))
        verdict = "ok" if fresh <= MAX_FIRST_RATIO * warm and not unexpected else "over the limit"
        lines.append(f"| {service} | {fresh:.1f} | {warm:.1f} | {fresh / warm:.1f} | {unexpected} | {verdict} |")
    return "\n".join(lines)
