"""Keeps a copy of the calendar in SQLite by its changes. It can be ended and started at any time, and continues.

    OPENTRACK_KEY=otk_... python follow.py copy.sqlite [--once] [country ...]

With --once it ends when the copy is complete, for cron; otherwise it waits for changes.
"""
import json, os, sqlite3, sys, time
import requests

CHANGES = os.environ.get("OPENTRACK_HOST", "http://127.0.0.1:8080") + "/api/v1/competitions/changes"
HEADERS = {"Authorization": "Bearer " + os.environ["OPENTRACK_KEY"]}
once = "--once" in sys.argv
path, *countries = [argument for argument in sys.argv[1:] if argument != "--once"]
copy = sqlite3.connect(path)
copy.execute("CREATE TABLE IF NOT EXISTS competition (id TEXT PRIMARY KEY, json TEXT, status TEXT, old INTEGER)")
copy.execute("CREATE TABLE IF NOT EXISTS token (token TEXT)")
more = True
while more or not once:
    since = [row[0] for row in copy.execute("SELECT token FROM token")]
    query = {"country": countries, "since": since, "limit": 1000, "wait": 0 if once else 60}
    response = requests.get(CHANGES, params=query, headers=HEADERS, timeout=90)
    if response.status_code in (429, 502, 503, 504):
        time.sleep(int(response.headers.get("Retry-After", 2)))
        continue
    copy.execute("DELETE FROM token")
    if response.status_code == 410:  # Removals may be missing: what is not sent again goes when the copy is complete.
        copy.execute("UPDATE competition SET old = 1")
    else:
        response.raise_for_status()
        for change in response.json()["changes"]:
            if change["change"] == "stored":
                row = change["competition"]["id"], json.dumps(change["competition"]), json.dumps(change["status"])
                copy.execute("REPLACE INTO competition VALUES (?, ?, ?, 0)", row)
            else:
                copy.execute("DELETE FROM competition WHERE id = ?", [change["id"]])
        copy.execute("INSERT INTO token VALUES (?)", [response.json()["next"]])
        more = response.json()["more"]
        copy.execute("DELETE FROM competition WHERE old = 1 AND NOT ?", [more])
    copy.commit()
