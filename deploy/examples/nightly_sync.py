"""Synchronises a federation's calendar of one year. For cron: prints what changed; the exit code is 0 if all is stored.

    OPENTRACK_KEY=otk_... python nightly_sync.py calendar.csv MLT 2027

The header line of the CSV has names of members, as the calendars' own .csv files do; each row needs its national_id.
What has gone from the file is cancelled, unless that is more than a fifth of all, and scheduled when it is back.
"""
import csv, os, sys, requests

if len(sys.argv) != 4 or "OPENTRACK_KEY" not in os.environ: sys.exit(__doc__)
COMPETITIONS = os.environ.get("OPENTRACK_HOST", "http://127.0.0.1:8080") + "/api/v1/competitions/"
HEADERS = {"Authorization": "Bearer " + os.environ["OPENTRACK_KEY"]}
GONE = "No longer in the national calendar"

def call(method, path, **content):
    response = requests.request(method, COMPETITIONS + path, headers=HEADERS, timeout=60, **content)
    return response.json() if response.ok else sys.exit("%d: %s" % (response.status_code, response.text))

path, country, year = sys.argv[1:]
with open(path, newline="", encoding="utf-8-sig") as file:
    rows = [{name: text.split(",") if name == "age_groups" else text for name, text in row.items() if text} for row in csv.DictReader(file)]
stored = call("GET", "ids", params={"country": country, "year": year})
cancelled = call("GET", "", params={"country": country, "year": year, "status": "cancelled", "include": "status"})
reasons = {competition["id"]: competition["status"]["reason"] for competition in cancelled}
names = {row.get("national_id") for row in rows}
gone = [(entry, "cancelled", GONE) for entry in stored if entry["national_id"] not in names and entry["id"] not in reasons]
back = [(entry, "scheduled", "") for entry in stored if entry["national_id"] in names and reasons.get(entry["id"]) == GONE]
if len(gone) > max(5, len(stored) / 5):
    sys.exit("%d of %d competitions have gone from the file" % (len(gone), len(stored)))
operations = [{"op": "upsert", "ref": row.get("national_id", row.get("full_name")), "competition": row} for row in rows]
items = [item for n in range(0, len(rows), 1000) for item in call("POST", "bulk", json=operations[n:n + 1000])["items"]]
etags = {entry["id"]: entry["etag"] for entry in stored}
for item in [item for item in items if item.get("etag") != etags.get(item["id"], "")]:
    detail = item.get("detail", "")
    print("upsert", item["ref"], item["status"], detail if not isinstance(detail, dict) else
          [detail["error"]] + [match["id"] for match in detail.get("mathing_competitions", [])])
for entry, status, reason in gone + back:
    call("PUT", entry["id"] + "/status", json={"status": status, "reason": reason})
    print(status, entry["national_id"])
sys.exit(any(item["status"] >= 400 for item in items))
