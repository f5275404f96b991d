import requests
import json

EMAIL = '<your email>'
PASSWORD = '<your password>'

r = requests.post(
    "https://test-api.opentrack.run/api/v1/auth/token", 
    data={"username": EMAIL, "password": PASSWORD})

resp = r.json()

token = resp["access_token"]

headers = {'Authorization': 'Bearer %s' % token}

comp = {
    "full_name": "EAP - Malta International Meet",
    "short_name": "",
    "slug": "malta-inter-meet",
    "name_local": "",
    "country_id": "MLT",
    "address": "Marsa Sports Complex MRS 9065 Aldo Moro Road, Marsa, Malta 12. Matthew Micallef St John Stadium Mars",
    "city": "",
    "venue_id": None,
    "latitude": None,
    "longitude": None,
    "altitude": None,
    "date": "2021-05-08",
    "finish_date": "2021-05-08",
    "wa_rankings_category_id": 10,
    "age_groups": None,
    "national_id": "",
    "basic_description": "",
    "contact_details": "malta@eap-circuit.org",
    "organiser_id": "19c65443-9b0f-444d-b874-1e74d97310fb",
    "website": None,
    "entry_link": None,
    "results_link": None,
    "override_token": None,
    "id": "ef59d4b4-4d16-49ae-b824-7a23e8a0027d",
    "year": 2021,
    "events": []
}

r = requests.post(
    "https://test-api.opentrack.run/api/v1/competitions/", 
    data=json.dumps(comp),
    headers=headers
    )

print("Created competiton with status_code %d" %  r.status_code)
parsed = json.loads(r.text)
print(json.dumps(parsed, indent=4, sort_keys=False))
