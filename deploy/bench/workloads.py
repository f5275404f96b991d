"""The workloads: the same requests for every system."""
import concurrent.futures
import gzip as gzip_files
import http.client
import json
import os
import random
import string
import time
import urllib.parse

from measure import Load, Pgbench, hash_rate, request_line
from processes import HERE, PORTS, STATE

EMAIL, PASSWORD = "bench@example.org", "correct horse battery staple"
PATH = "/api/v1/competitions/"
SECRET = "a secret of the benchmark, 32 bytes"
FORM, JSON = "Content-Type: application/x-www-form-urlencoded", "Content-Type: application/json"
CREATE = {"full_name": "EAP - Malta International Meet @@N@@", "slug": "malta-inter-meet", "country_id": "MLT",
          "address": "Marsa Sports Complex, Aldo Moro Road, Marsa", "date": "2021-05-08", "finish_date": "2021-05-08",
          "wa_rankings_category_id": 10, "basic_description": "bench", "contact_details": "malta@club.example", "year": 2021, "events": []}
COUNTRIES = ["MLT", "EST", "NOR", "PRT"]
LOGIN_ATTEMPTS = 20
LISTS = {"list_100": (100, 64), "list_100_uniq": (100, 20_000), "list_1000": (1000, 16),
         "list_100_gzip": (100, 64), "list_100_uniq_gzip": (100, 20_000), "list_1000_gzip": (1000, 16)}
# 50 writes a second: each connection sends one, and the next after a pause in milliseconds.
WRITE_CONNECTIONS, WRITE_PAUSE = 10, 200


def call(base, method, path, token=None, body=None, headers=None):
    url = urllib.parse.urlsplit(base)
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
    connection.request(method, path, body, {**(headers or {}), **({"Authorization": "Bearer " + token} if token else {})})
    response = connection.getresponse()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()


def fetch_token(base, email, password):
    form = urllib.parse.urlencode({"username": email, "password": password})
    for _ in range(LOGIN_ATTEMPTS):
        status, _, body = call(base, "POST", "/api/v1/auth/token", body=form, headers={"Content-Type": "application/x-www-form-urlencoded"})
        if status == 200:
            return json.loads(body)["access_token"]
        # On a busy machine the first login after a start can exceed the time limit of the service.
        if status != 503:
            break
        time.sleep(1)
    raise SystemExit(f"bench: login failed at {base}: {status} {body[:200]}")


def dated_create(n, number):
    """A create of a calendar of two years in some countries."""
    day = time.strftime("%Y-%m-%d", time.gmtime(1735689600 + 86400 * (n % 730)))
    return {**CREATE, "full_name": f"Meet {number}", "slug": f"meet-{n}", "country_id": COUNTRIES[n % len(COUNTRIES)], "date": day, "finish_date": day,
            "year": int(day[:4])}


class Beside:
    """A load with another one in the background, which must succeed as well."""

    def __init__(self, load, background, connections):
        self.load, self.background, self.connections = load, background, connections

    def __call__(self, seconds, connections):
        with concurrent.futures.ThreadPoolExecutor() as executor:
            background = executor.submit(self.background, seconds + 1, self.connections)
            result = self.load(seconds, connections)
            return {**result, "unexpected": result["unexpected"] + background.result()["unexpected"]}


class Systems:
    """The suite, its peers and its limits, all on the same rows of the same database."""

    def __init__(self, processes, suite, upstream_port, peers=False, limits=False):
        self.processes, self.suite, self.upstream_port, self.limits = processes, suite, upstream_port, limits
        self.token = fetch_token(suite.base, suite.superuser["email"], suite.superuser["password"])
        self.apis = {"ours": (suite.base, suite.pids, self.token)}
        self.windows = {size: self.find_windows(size) for size in (100, 1000)}
        self.ids = [row[0] for row in suite.sql("SELECT id FROM opentrack.competition ORDER BY md5(id::text) LIMIT 20000")]
        if limits:
            suite.sql(file=HERE / "peers" / "schema.sql")
        if peers:
            self.start_peers()
        self.files = self.start_nginx("files", "location / { }")
        self.proxies = {}

    def find_windows(self, size):
        """Date ranges of a country with about `size` competitions."""
        counts = {}
        for country, day, count in self.suite.sql("SELECT country_id, date, count(*) FROM opentrack.competition GROUP BY 1, 2 ORDER BY 1, 2"):
            counts.setdefault(country, []).append((day, int(count)))
        found = []
        for country, days in counts.items():
            end = total = 0
            for start, (first, count) in enumerate(days):
                while end < len(days) and total < size * .9:
                    total += days[end][1]
                    end += 1
                if size * .9 <= total <= size * 1.1:
                    found.append((country, first, days[end - 1][0]))
                total -= count
        random.Random(1).shuffle(found)
        return found

    def start_peers(self):
        suite = self.suite
        import argon2
        hashed = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash(PASSWORD)
        suite.sql(f"INSERT INTO peer.account VALUES ('{EMAIL}', '{hashed}')")
        for mode in ("rows", "sql"):
            port = next(PORTS)
            environment = {"DATABASE_URL": suite.dsn, "SECRET_KEY": SECRET, "PEER_MODE": mode}
            pid = self.processes.start(
                ["/usr/bin/python3", "-m", "uvicorn", "fastapi_peer:app", "--app-dir", HERE / "peers", "--host", "127.0.0.1", "--port", port,
                 "--workers", "2", "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"],
                port, environment, log=f"fastapi-{mode}")
            base = f"http://127.0.0.1:{port}"
            self.apis["fastapi " + mode] = (base, [pid, suite.processes["postgres"]], fetch_token(base, EMAIL, PASSWORD))

    def start_nginx(self, role, server, port=None):
        port = port or next(PORTS)
        (STATE / "www").mkdir(parents=True, exist_ok=True)
        os.chmod(STATE, 0o755)
        text = string.Template((HERE / "peers" / "nginx.conf").read_text()).safe_substitute(
            ROLE=role, STATE=STATE, PORT=port, UPSTREAM=self.upstream_port, SERVER=server)
        (STATE / f"nginx-{role}.conf").write_text(text)
        pid = self.processes.start(["nginx", "-c", STATE / f"nginx-{role}.conf"], port, log=f"nginx-{role}")
        return f"http://127.0.0.1:{port}", [pid]

    def start_proxies(self):
        if self.proxies:
            return
        pong = json.dumps({"reply": "pong", "pad": "x" * 980})
        self.proxies["LIMIT upstream alone"] = self.start_nginx(
            "upstream", f"location / {{ default_type application/json; return 200 '{pong}'; }}", self.upstream_port)
        self.proxies["nginx"] = self.start_nginx("proxy", 'location / { proxy_pass http://small; proxy_http_version 1.1; '
                                                          'proxy_set_header Connection ""; proxy_set_header Host $host; }')
        port = next(PORTS)
        jars = HERE / "target"
        pid = self.processes.start(["java", "-Xmx256m", "-cp", f"{jars}/bench-1.0.0-SNAPSHOT.jar:{jars}/lib/*", "run.opentrack.bench.BareProxy",
                                    port, self.upstream_port], port, log="bare-proxy")
        self.proxies["bare Vert.x"] = (f"http://127.0.0.1:{port}", [pid])
        port = next(PORTS)
        text = string.Template((HERE / "peers" / "caddy.conf").read_text()).safe_substitute(PORT=port, UPSTREAM=self.upstream_port)
        (STATE / "caddy.conf").write_text(text)
        pid = self.processes.start(["caddy", "run", "--adapter", "caddyfile", "--config", STATE / "caddy.conf"], port,
                                 {"XDG_DATA_HOME": str(STATE), "XDG_CONFIG_HOME": str(STATE)}, log="caddy")
        self.proxies["caddy"] = (f"http://127.0.0.1:{port}", [pid])

    def of(self, workload):
        """The loads of a workload by system."""
        factory = {**dict.fromkeys(LISTS, self.lists), "list_100_writes": self.lists_beside_writes, "get_one": self.get_one, "not_modified": self.not_modified, "token": self.logins, "create": self.creates, "put_same": self.unchanged, "create_dup": self.duplicates,
                "proxy_get": self.proxied}[workload]
        loads = factory(workload)
        return loads if self.limits else {"ours": loads["ours"]}

    def each_api(self, lines_of, **options):
        return {name: Load(base, pids, lines_of(base, token), token, **options) for name, (base, pids, token) in self.apis.items()}

    def lists(self, workload):
        size, max_windows = LISTS[workload]
        windows = self.windows[size][:max_windows]
        gzip = workload.endswith("_gzip")
        paths = [f"{PATH}?country={c}&from_date={lo}&to_date={hi}" for c, lo, hi in windows]
        loads = self.each_api(lambda base, token: [request_line("GET", path, "Accept-Encoding: gzip" if gzip else "") for path in paths])
        if gzip:
            loads["ours, plain"] = Load(self.suite.base, self.suite.pids, [request_line("GET", path) for path in paths], self.token)
        if max_windows < 100:
            loads["LIMIT nginx file"] = self.files_of(workload, paths, gzip)
        if gzip:
            return loads
        where = "SELECT rendered FROM peer.rendered WHERE country_id = '{}' AND date BETWEEN '{}' AND '{}' ORDER BY date, full_name, id;"
        sample = windows[:: max(1, len(windows) // 64)][:64]
        loads["LIMIT stored rows"] = self.pgbench([where.format(*window) for window in sample])
        return loads

    def lists_beside_writes(self, workload):
        """Lists of the countries that are written to, and of others."""
        windows = self.windows[100][:500] + [window for window in self.windows[100] if window[0] in COUNTRIES][:500]
        lines = [request_line("GET", f"{PATH}?country={c}&from_date={lo}&to_date={hi}") for c, lo, hi in windows]
        reads = Load(self.suite.base, self.suite.pids, lines, self.token)
        creates = [request_line("POST", PATH, JSON, json.dumps(dated_create(n, "@@N@@"))) for n in range(730)]
        writes = Load(self.suite.base, self.suite.pids, creates, self.token, pause=WRITE_PAUSE)
        return {"ours": Beside(reads, writes, WRITE_CONNECTIONS), "ours, read only": reads}

    def files_of(self, workload, paths, gzip):
        base, pids = self.files
        folder = STATE / "www" / workload
        folder.mkdir(parents=True, exist_ok=True)
        for number, path in enumerate(paths):
            text = call(self.suite.base, "GET", path, self.token)[2]
            (folder / f"{number}.json").write_bytes(text)
            (folder / f"{number}.json.gz").write_bytes(gzip_files.compress(text, 6))
        return Load(base, pids, [request_line("GET", f"/{workload}/{number}.json", "Accept-Encoding: gzip" if gzip else "") for number in range(len(paths))])

    def get_one(self, workload):
        loads = self.each_api(lambda base, token: [request_line("GET", PATH + id) for id in self.ids])
        loads["LIMIT stored rows"] = self.pgbench([f"SELECT rendered FROM peer.rendered WHERE id = '{id}';" for id in self.ids[:100]])
        return loads

    def not_modified(self, workload):
        paths = [f"{PATH}?country={c}&from_date={lo}&to_date={hi}" for c, lo, hi in self.windows[100][:32]]
        paths += [PATH + id for id in self.ids[:32]]

        def lines(base, token):
            return [request_line("GET", path, "If-None-Match: " + call(base, "GET", path, token)[1]["etag"]) for path in paths]
        return self.each_api(lines)

    def logins(self, workload):
        def lines(base, token):
            email, password = (self.suite.superuser["email"], self.suite.superuser["password"]) if base == self.suite.base else (EMAIL, PASSWORD)
            return [request_line("POST", "/api/v1/auth/token", FORM, urllib.parse.urlencode({"username": email, "password": password}))]
        loads = self.each_api(lines)
        # Measured right after each other: the hash rate of a processor varies by a tenth from one minute to the next.
        return {"ours": loads.pop("ours"), "LIMIT hash rate": hash_rate, **loads}

    def creates(self, workload):
        return self.each_api(lambda base, token: [request_line("POST", PATH, JSON, json.dumps(CREATE))])

    def unchanged(self, workload):
        """PUTs of stored competitions by national id, each a different one, beside creates."""
        rows = self.suite.sql("SELECT country_id, year, national_id, rendered FROM opentrack.competition WHERE national_id <> '' ORDER BY md5(id::text) LIMIT 2000")
        lines = [request_line("PUT", f"{PATH}by-national-id/{country}/{year}/{urllib.parse.quote(national_id, safe='')}", JSON, "|".join(body))
                 for country, year, national_id, *body in rows]
        return {"ours": Load(self.suite.base, self.suite.pids, lines, self.token), "ours, create": self.creates(workload)["ours"]}

    def duplicates(self, workload):
        rows = self.suite.sql("SELECT full_name, country_id, date FROM opentrack.competition WHERE country_id <> 'MLT' ORDER BY md5(id::text) LIMIT 2000")
        bodies = [json.dumps({**CREATE, "full_name": name, "slug": "", "country_id": country, "date": day, "finish_date": day, "year": int(day[:4])},
                             ensure_ascii=False) for name, country, day in rows]
        return self.each_api(lambda base, token: [request_line("POST", PATH, JSON, body) for body in bodies], expect_errors=True)

    def proxied(self, workload):
        self.start_proxies()
        loads = {name: Load(base, pids, [request_line("GET", "/")]) for name, (base, pids) in self.proxies.items()}
        loads["ours"] = Load(self.suite.base, [self.suite.processes["gateway"]], [request_line("GET", "/bench/ping")], self.token)
        return loads

    def pgbench(self, scripts):
        return Pgbench(self.suite.dsn, self.suite.processes["postgres"], scripts)

    def clean(self):
        """Deletes what was created, so that every round starts with the same rows."""
        self.suite.sql("DELETE FROM opentrack.competition WHERE basic_description = 'bench'")
        self.suite.sql("UPDATE opentrack.calendar_version SET version = version + 1 WHERE country_id = 'MLT'")
        self.suite.sql("VACUUM (ANALYZE) opentrack.competition")
        if len(self.apis) > 1:
            self.suite.sql("DELETE FROM peer.competition WHERE basic_description = 'bench'")
            self.suite.sql("VACUUM (ANALYZE) peer.competition")
        self.suite.sql("CHECKPOINT")
