"""Changes the name of a competition; only the members that are sent are changed.

    python update_competition.py <id> "Valletta Night Meeting"
"""

import json
import sys

import requests

from authorise_api import COMPETITIONS, get_headers


def update(comp_id, changes):
    response = requests.post(COMPETITIONS + comp_id, data=json.dumps(changes), headers=get_headers())
    print("Updated competition with status_code %d" % response.status_code)
    print(json.dumps(response.json(), indent=4, ensure_ascii=False))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    update(sys.argv[1], {"full_name": sys.argv[2]})
