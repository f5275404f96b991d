"""Lists a country's competitions, or shows one.

    python get_competitions.py              Malta
    python get_competitions.py EST          Estonia
    python get_competitions.py <id>         the competition with this id
"""

import json
import sys

import requests

from authorise_api import COMPETITIONS, get_headers


def show_one(comp_id):
    answer = requests.get(COMPETITIONS + comp_id, headers=get_headers())
    print(answer.status_code)
    print(json.dumps(answer.json(), indent=4, ensure_ascii=False))


def list_country(country):
    answer = requests.get(COMPETITIONS, params={"country": country}, headers=get_headers())
    if answer.status_code != 200:
        sys.exit("%d %s" % (answer.status_code, answer.text))
    competitions = answer.json()
    print("Retrieved %d competitions in %s" % (len(competitions), country))
    for competition in competitions:
        print("%(date)s  %(full_name)s  %(id)s" % competition)


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "MLT"
    if len(asked) == 3:
        list_country(asked)
    else:
        show_one(asked)
