"""Deletes a competition.

    python delete_competition.py <id>
"""

import sys

import requests

from authorise_api import COMPETITIONS, get_headers


def delete(comp_id):
    response = requests.delete(COMPETITIONS + comp_id, headers=get_headers())
    print("Deleted competition with status_code %d" % response.status_code)
    if response.status_code != 204:
        print(response.text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    delete(sys.argv[1])
