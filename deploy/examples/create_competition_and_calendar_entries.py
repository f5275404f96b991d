"""Registers a competition in Malta. Your account needs the group ADMIN_MLT.

    python create_competition_and_calendar_entries.py
    python create_competition_and_calendar_entries.py --override    create it in spite of a duplicate

The second run gets a 409, since the competition exists. The response contains the matching competitions and an
override_token; the same body with that token creates the competition in spite of the matches.
"""

import json
import sys

import requests

from authorise_api import COMPETITIONS, get_headers

COMPETITION = {
    "full_name": "Valletta Evening Meeting",
    "short_name": "Valletta Meeting",
    "country_id": "MLT",
    "city": "Marsa",
    "latitude": 35.8797,
    "longitude": 14.4953,
    "date": "2027-05-08",
    "finish_date": "2027-05-08",
    "wa_rankings_category_id": 10,
    "age_groups": ["U20", "SEN"],
    "contact_details": "meeting@example.org",
    "website": "https://www.example.org/valletta-meeting",
    "events": [{"event_code": "100", "genders": "MF"}, {"event_code": "LJ", "genders": "F"}],
}


def create(competition, headers):
    response = requests.post(COMPETITIONS, data=json.dumps(competition), headers=headers)
    print("Created competition with status_code %d" % response.status_code)
    print(json.dumps(response.json(), indent=4, ensure_ascii=False))
    return response


if __name__ == "__main__":
    headers = get_headers()
    response = create(COMPETITION, headers)
    if response.status_code == 409 and "--override" in sys.argv:
        override_token = response.json()["detail"]["override_token"]
        create(dict(COMPETITION, override_token=override_token), headers)
