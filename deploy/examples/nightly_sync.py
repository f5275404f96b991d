"""Synchronises a federation's calendar of one year. For cron: prints what changed; the exit code is 0 if all is stored.

    OPENTRACK_KEY=otk_... python nightly_sync.py calendar.csv MLT 2027

The header line of the CSV has names of members, as the calendars' own .csv files do; each row needs its national_id.
What has gone from the file is deleted, unless that is more than a fifth of all.
"""
import csv, os, sys
import requests

COMPETITIONS = os.environ.get("OPENTRACK_HOST", "http://127.0.0.1:8080") + "/api/v1/competitions/"
HEADERS = {"Authorization": "Bearer " + os.environ["OPENTRACK_KEY"]}


def send(operations):
    for start in range(0, len(operations), 1000):
        part = operations[start:start + 1000]
        response = requests.post(COMPETITIONS + "bulk", json=part, headers=HEADERS, timeout=60)
        response.raise_for_status()
        yield from zip(part, response.json()["items"])

path, country, year = sys.argv[1:]
with open(path, newline="", encoding="utf-8-sig") as file:
    rows = [{name: text for name, text in row.items() if text} for row in csv.DictReader(file)]
for row in rows:
    row["age_groups"] = row["age_groups"].split(",") if "age_groups" in row else None
stored = requests.get(COMPETITIONS + "ids", params={"country": country, "year": year}, headers=HEADERS, timeout=60)
stored.raise_for_status()
etags = {entry["id"]: entry["etag"] for entry in stored.json()}
names = {row["national_id"] for row in rows}
gone = [entry for entry in stored.json() if entry["national_id"] and entry["national_id"] not in names]
if len(gone) > max(5, len(etags) / 5):
    sys.exit("%d of %d competitions have gone from the file" % (len(gone), len(etags)))
operations = [{"op": "upsert", "ref": row["national_id"], "competition": row} for row in rows]
operations += [{"op": "delete", "ref": entry["national_id"], "id": entry["id"]} for entry in gone]
results = [(operation, result) for operation, result in send(operations) if result.get("etag") != etags.get(result["id"], "")]
for operation, result in results:
    print(operation["op"], operation["ref"], result["status"], result.get("detail", ""))
sys.exit(any(result["status"] >= 400 for _, result in results))
