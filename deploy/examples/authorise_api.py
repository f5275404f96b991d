"""Where the API is, who you are, and the token that every other script sends.

    >>> import authorise_api
    >>> authorise_api.example_test()
"""

import os
import sys

import requests

# The one place that says which host is asked: change it here, or set OPENTRACK_HOST.
HOST = os.environ.get("OPENTRACK_HOST", "http://127.0.0.1:8080")
COMPETITIONS = HOST + "/api/v1/competitions/"

try:
    from secrets import EMAIL, PASSWORD
except ImportError:
    sys.exit("Create secrets.py beside this script, with the two lines\nEMAIL = '<your email>'\nPASSWORD = '<your password>'")


def get_token():
    """A token for your e-mail and password; it is valid for 24 hours, so ask once and keep it."""
    answer = requests.post(HOST + "/api/v1/auth/token", data={"username": EMAIL, "password": PASSWORD})
    if answer.status_code != 200:
        sys.exit("No token: %d %s" % (answer.status_code, answer.text))
    return answer.json()["access_token"]


def get_headers():
    """The header that says who calls."""
    return {"Authorization": "Bearer " + get_token()}


def example_test():
    """Asks for the competitions of Malta since September 2020."""
    answer = requests.get(COMPETITIONS, params={"country": "MLT", "from_date": "2020-09-01"}, headers=get_headers())
    answer.raise_for_status()
    print("Retrieved %d competitions in Malta" % len(answer.json()))


if __name__ == "__main__":
    example_test()
