import requests

EMAIL = '<your email>'
PASSWORD = '<your password>'

r = requests.post(
    "https://api.opentrack.run/api/v1/auth/token", 
    data={"username": EMAIL, "password": PASSWORD})

resp = r.json()

token = resp["access_token"]

headers = {'Authorization': 'Bearer %s' % token}

comp_id = "868aadc8-f9bb-49bc-952f-25c16eadb69e"
r = requests.delete(
    f"https://api.opentrack.run/api/v1/competitions/{comp_id}", 
    headers=headers
    )
