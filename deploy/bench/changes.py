"""Changes for followers: the first full synchronization against the unlimited list, an idle poll against a list that is not
modified, and the memory and slowdown of event streams."""
import http.client
import json
import socket
import statistics
import threading
import time
import urllib.parse

from measure import Load, request_line, resident_mib
from workloads import PATH, call, fetch_token

MAX_SYNCHRONIZATION, MAX_IDLE, STREAMS, MAX_MIB, MAX_SLOWDOWN = 1.5, 1.1, 1_000, 150, 1.2
CHANGES = PATH + "changes"
ROUNDS = 5


def measure(suite):
    token = fetch_token(suite.base, suite.superuser["email"], suite.superuser["password"])
    return "\n".join([synchronization(suite, token), idle(suite, token, "?country=MLT"), idle(suite, token, ""), streams(suite, token)])


def synchronization(suite, token):
    url = urllib.parse.urlsplit(suite.base)
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=300)

    def get(path):
        connection.request("GET", path, headers={"Authorization": "Bearer " + token})
        return connection.getresponse()

    def read_list():
        response = get(PATH)
        while response.read(1 << 20):
            pass

    def read_changes():
        since, more = "", True
        while more:
            body = get(f"{CHANGES}?limit=1000{since}").read()
            # The token is at the end: a follower's work on the changes is not measured.
            tail = json.loads("{" + body[body.rindex(b'"next":'):].decode())
            since, more = "&since=" + tail["next"], tail["more"]

    def duration(work):
        begin = time.monotonic()
        work()
        return time.monotonic() - begin

    pairs = [(duration(read_list), duration(read_changes)) for _ in range(ROUNDS + 2)][2:]
    ratio = statistics.median(changes / listed for listed, changes in pairs)
    listed, changes = (statistics.median(column) for column in zip(*pairs))
    return f"full synchronization {changes:.2f} s, unlimited list {listed:.2f} s; ratio {ratio:.2f}, maximum {MAX_SYNCHRONIZATION}"


def idle(suite, token, query):
    state = json.loads(call(suite.base, "GET", CHANGES + (query or "?") + "&since=now", token)[2])["next"]
    etag = call(suite.base, "GET", PATH + (query or "?") + "&limit=1", token)[1]["etag"]
    loads = {"list": request_line("GET", f"{PATH}{query or '?'}&limit=1", "If-None-Match: " + etag),
             "changes": request_line("GET", f"{CHANGES}?since={state}", f'If-None-Match: "{state}"')}
    loads = {name: Load(suite.base, suite.pids, [line], token) for name, line in loads.items()}
    for load in loads.values():
        load(5, 16)
    rounds = [{name: load(4, 16) for name, load in loads.items()} for _ in range(ROUNDS)]
    ratio = statistics.median(one["changes"]["cpu"] / one["list"]["cpu"] for one in rounds)
    cpu = {name: statistics.median(one[name]["cpu"] for one in rounds) for name in loads}
    return (f"idle poll {query or 'of all countries'}: {cpu['changes']:.3f} CPU s / 1,000, 304 of a list {cpu['list']:.3f}; "
            f"ratio {ratio:.2f}, maximum {MAX_IDLE}")


def streams(suite, token):
    url = urllib.parse.urlsplit(suite.base)
    pids = {name: suite.processes[name] for name in ("gateway", "competition-service")}
    lists = Load(suite.base, suite.pids, [request_line("GET", PATH + "?country=MLT&limit=100")], token)
    lists(5, 8)
    before = {name: resident_mib(pid) for name, pid in pids.items()}
    alone = [lists(4, 8)["p99"] for _ in range(ROUNDS)]
    request = f"GET {CHANGES}?since=now HTTP/1.1\r\nHost: {url.netloc}\r\nAccept: text/event-stream\r\nAuthorization: Bearer {token}\r\n\r\n"
    opened = []
    for _ in range(STREAMS):
        stream = socket.create_connection((url.hostname, url.port))
        stream.sendall(request.encode())
        opened.append(stream)
    for stream in opened:
        if not stream.recv(4_096).startswith(b"HTTP/1.1 200"):
            raise SystemExit("bench: a stream was not opened")
    stopped = threading.Event()
    reader = threading.Thread(target=drain, args=(opened, stopped))
    reader.start()
    beside = [lists(4, 8)["p99"] for _ in range(ROUNDS)]
    after = {name: resident_mib(pid) for name, pid in pids.items()}
    stopped.set()
    reader.join()
    grown = sum(after.values()) - sum(before.values())
    return (f"{STREAMS:,} event streams: {grown:+.0f} MiB in gateway and competition-service, maximum {MAX_MIB}; p99 of lists "
            f"{statistics.median(beside):.1f} ms, {statistics.median(alone):.1f} ms without; maximum {MAX_SLOWDOWN} times")


def drain(opened, stopped):
    while not stopped.wait(1):
        for stream in opened:
            stream.setblocking(False)
            try:
                stream.recv(65_536)
            except BlockingIOError:
                pass
