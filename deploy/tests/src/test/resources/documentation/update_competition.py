import requests
import json

EMAIL = '<your email>'
PASSWORD = '<your password>'

r = requests.post(
    "https://api.opentrack.run/api/v1/auth/token", 
    data={"username": EMAIL, "password": PASSWORD})

resp = r.json()

token = resp["access_token"]

headers = {'Authorization': 'Bearer %s' % token}

update_comp = {
    'full_name': 'new_name'
}

comp_id = "868aadc8-f9bb-49bc-952f-25c16eadb69e"
r = requests.post(
    f"https://api.opentrack.run/api/v1/competitions/{comp_id}",
    data=json.dumps(update_comp),
    headers=headers
    )
