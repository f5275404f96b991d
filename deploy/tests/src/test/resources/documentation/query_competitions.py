import requests

EMAIL = '<your email>'
PASSWORD = '<your password>'

r = requests.post(
    "https://test-api.opentrack.run/api/v1/auth/token", 
    data={"username": EMAIL, "password": PASSWORD})

resp = r.json()

token = resp["access_token"]

headers = {'Authorization': 'Bearer %s' % token}

r = requests.get(
    "https://test-api.opentrack.run/api/v1/competitions/", 
    params=dict(country="MLT", from_date="2020-09-01"),
    headers=headers
    )
competitions = r.json()
print("Retrieved %d competitions in Malta" % len(competitions))
