"""A service's start as its image starts it, with its archive: how long to ready, and what it then holds of memory."""
import os
import pathlib
import re
import shlex
import signal
import statistics
import subprocess
import time

from running import PORTS, SOURCE, STATE, is_ready

SERVICES = ("auth-service", "competition-service", "export-service", "gateway")
STAGED = SOURCE / "deploy" / "images" / "target"
ROUNDS = 5
MOST_SECONDS, MOST_MIB = 1.5, 200


def java_25():
    """JAVA_25 or the first that Debian or Temurin installed."""
    found = [os.environ[name] for name in ("JAVA_25",) if name in os.environ]
    found += sorted(str(path) for path in pathlib.Path("/usr/lib/jvm").glob("*25*/bin/java"))
    return found[0] if found else None


def memory(service):
    """What the manifests allow."""
    manifest = (SOURCE / "deploy/kubernetes/base" / service / "deployment.yaml").read_text()
    limit = re.search(r"limits:.*?memory: (\d+)Mi", manifest, re.S).group(1)
    return [f"-XX:MaxRAM={limit}m"]


def options(service):
    """Those of the image."""
    text = (STAGED / service / "java.options").read_text().replace("/app/", f"{STAGED / service}/")
    return [*memory(service), *shlex.split(text)]


def environment(suite, service, port, management):
    """What the runner gave the one that runs, but for its ports."""
    read = pathlib.Path(f"/proc/{suite.processes[service]}/environ").read_bytes().decode()
    said = dict(line.split("=", 1) for line in read.split("\0") if "=" in line)
    server = "OPENTRACK_GATEWAY" if service == "gateway" else "QUARKUS_HTTP"
    return {**said, f"{server}_PORT": str(port), "QUARKUS_MANAGEMENT_PORT": str(management), "OPENTRACK_EXPORT_SCHEDULED": "false"}


def once(suite, java, service):
    port, management = next(PORTS), next(PORTS)
    with open(STATE / f"start-{service}.log", "ab") as log:
        begin = time.monotonic()
        process = subprocess.Popen([java, *options(service), "-jar", STAGED / service / "run.jar"], cwd=STAGED / service,
                                   env=environment(suite, service, port, management), stdout=log, stderr=log)
        while not is_ready(management):
            if process.poll() is not None or time.monotonic() - begin > 60:
                raise SystemExit(f"bench: {service} does not start, see {log.name}")
            time.sleep(0.005)
        took = time.monotonic() - begin
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        process.send_signal(signal.SIGTERM)
        process.wait(40)
    return took, int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def measure(suite):
    java = java_25()
    if java is None:
        raise SystemExit("bench: no JDK 25 in /usr/lib/jvm; JAVA_25 may name its java")
    # Everything of an image but the image.
    subprocess.run([SOURCE / "deploy/images/build.sh", *SERVICES], env={**os.environ, "BUILDER": "true"}, check=True)
    lines = ["| service | to ready, s | resident, MiB | |", "|---|---|---|---|"]
    for service in SERVICES:
        subprocess.run(["sh", STAGED / service / "train.sh", java, *memory(service)], check=True)
        rounds = [once(suite, java, service) for _ in range(ROUNDS)]
        took, held = (statistics.median(values) for values in zip(*rounds))
        verdict = "holds" if took <= MOST_SECONDS and held <= MOST_MIB else "does not hold"
        lines.append(f"| {service} | {took:.2f} | {held:.0f} | {verdict} |")
    return "\n".join(lines)
