"""Creates a competition of Malta, or replaces the one with the same national id. A second run changes nothing.

    python put_by_national_id.py MAL/2027/17 "Valletta Relays"
    python put_by_national_id.py MAL/2027/17 "Valletta Relays" --adopt    a similar competition gets the national id
"""

import json
import sys
from urllib.parse import quote

import requests

from authorise_api import COMPETITIONS, get_headers


def put(national_id, competition, headers, **params):
    address = COMPETITIONS + "by-national-id/MLT/" + competition["date"][:4] + "/" + quote(national_id, safe="")
    response = requests.put(address, params=params, data=json.dumps(competition), headers=headers)
    print("Put competition with status_code %d" % response.status_code)
    print(json.dumps(response.json(), indent=4, ensure_ascii=False))
    return response


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    headers = get_headers()
    competition = {"full_name": sys.argv[2], "date": "2027-05-08", "city": "Marsa"}
    response = put(sys.argv[1], competition, headers)
    if response.status_code == 409 and "--adopt" in sys.argv:
        match = response.json()["detail"]["mathing_competitions"][0]
        put(sys.argv[1], competition, headers, adopt=match["id"])
