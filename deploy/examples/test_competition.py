"""Validates a competition without storing it. Any account can do this.

    python test_competition.py                   the competition of the create example
    python test_competition.py competition.json  a competition from a file
"""

import json
import sys

import requests

from authorise_api import COMPETITIONS, get_headers
from create_competition_and_calendar_entries import COMPETITION


def check(competition):
    response = requests.post(COMPETITIONS + "test", data=json.dumps(competition), headers=get_headers())
    print("Tested competition with status_code %d" % response.status_code)
    print(json.dumps(response.json(), indent=4, ensure_ascii=False))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        with open(sys.argv[1], encoding="utf-8") as file:
            check(json.load(file))
    else:
        check(COMPETITION)
