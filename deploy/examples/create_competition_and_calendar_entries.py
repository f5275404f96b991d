"""Registers a competition in Malta, for which your account needs the group ADMIN_MLT.

    python create_competition_and_calendar_entries.py
    python create_competition_and_calendar_entries.py --override    it is not the one that is there already

The second time the answer is 409: the competition is there. It shows what it would be the same as, and an
override_token; the same body with that token creates it all the same.
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
    answer = requests.post(COMPETITIONS, data=json.dumps(competition), headers=headers)
    print("Created competition with status_code %d" % answer.status_code)
    print(json.dumps(answer.json(), indent=4, ensure_ascii=False))
    return answer


if __name__ == "__main__":
    headers = get_headers()
    answer = create(COMPETITION, headers)
    if answer.status_code == 409 and "--override" in sys.argv:
        override_token = answer.json()["detail"]["override_token"]
        create(dict(COMPETITION, override_token=override_token), headers)
