"""Start of each service as in its image, with its archive: time to ready and resident memory."""
import os
import pathlib
import re
import shlex
import signal
import statistics
import subprocess
import time

from processes import PORTS, SOURCE, STATE, is_ready

SERVICES = ("auth-service", "competition-service", "export-service", "gateway")
STAGED = SOURCE / "deploy" / "images" / "target"
ROUNDS = 5
MAX_SECONDS, MAX_MIB = 1.5, 200


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


def start_once(suite, java, service):
    port, management = next(PORTS), next(PORTS)
    with open(STATE / f"start-{service}.log", "ab") as log:
        begin = time.monotonic()
        process = subprocess.Popen([java, *jvm_options(service), "-jar", STAGED / service / "run.jar"], cwd=STAGED / service,
                                   env=environment(suite, service, port, management), stdout=log, stderr=log)
        while not is_ready(management):
            if process.poll() is not None or time.monotonic() - begin > 60:
                raise SystemExit(f"bench: {service} did not start, see {log.name}")
            time.sleep(0.005)
        seconds = time.monotonic() - begin
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        process.send_signal(signal.SIGTERM)
        process.wait(40)
    return seconds, int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def measure(suite):
    java = java_25()
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
    return "\n".join(lines)
