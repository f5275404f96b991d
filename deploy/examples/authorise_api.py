"""The address of the API, your credentials, and the token that every other script sends.

    >>> import authorise_api
    >>> authorise_api.example_test()
"""

import os
import sys

import requests

# The only place with the host: change it here, or set OPENTRACK_HOST.
HOST = os.environ.get("OPENTRACK_HOST", "http://127.0.0.1:8080")
COMPETITIONS = HOST + "/api/v1/competitions/"

try:
    from secrets import EMAIL, PASSWORD
except ImportError:
    sys.exit("Create secrets.py next to this script, with the two lines\nEMAIL = '<your email>'\nPASSWORD = '<your password>'")


def get_token():
    """Returns a token for your e-mail and password. It is valid for 24 hours: get it once and reuse it."""
    response = requests.post(HOST + "/api/v1/auth/token", data={"username": EMAIL, "password": PASSWORD})
    if response.status_code != 200:
        sys.exit("No token: %d %s" % (response.status_code, response.text))
    return response.json()["access_token"]


def get_headers():
    """Returns the Authorization header."""
    return {"Authorization": "Bearer " + get_token()}


def example_test():
    """Lists the competitions of Malta since September 2020."""
    response = requests.get(COMPETITIONS, params={"country": "MLT", "from_date": "2020-09-01"}, headers=get_headers())
    response.raise_for_status()
    print("Retrieved %d competitions in Malta" % len(response.json()))


if __name__ == "__main__":
    example_test()
