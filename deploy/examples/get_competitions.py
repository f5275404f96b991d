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
    response = requests.get(COMPETITIONS + comp_id, headers=get_headers())
    print(response.status_code)
    print(json.dumps(response.json(), indent=4, ensure_ascii=False))


def list_country(country):
    response = requests.get(COMPETITIONS, params={"country": country}, headers=get_headers())
    if response.status_code != 200:
        sys.exit("%d %s" % (response.status_code, response.text))
    competitions = response.json()
    print("Retrieved %d competitions in %s" % (len(competitions), country))
    for competition in competitions:
        print("%(date)s  %(full_name)s  %(id)s" % competition)


if __name__ == "__main__":
    argument = sys.argv[1] if len(sys.argv) > 1 else "MLT"
    if len(argument) == 3:
        list_country(argument)
    else:
        show_one(argument)
