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

comp = {
    'full_name': 'Trond Mohn Games',
    'short_name': 'TMG',
    'slug': 'trond-mohn-games',
    'name_local': 'Trond Mohn Games',
    'country_id': 'NOR',
    'address': 'Grimseidvegen 60, 5239 RĂ¥dal, Norge',
    'city': 'Bergen',
    'venue_id': 'c3c87364-0ab4-44b5-a518-b143f574c086',
    'latitude': 60.2905,
    'longitude': 5.3178,
    'altitude': 60,
    'date': '2021-05-29',
    'finish_date': '2021-05-29',
    'wa_rankings_category_id': None,
    'age_groups': ['Men, women'],
    'national_id': 'NOR',
    'basic_description': '',
    'contact_details': 'Dag Rydland drydland@broadpark.no',
    'organiser_id': 'e893fa86-8c2e-4f99-a9f1-b6fcfb0a787c',
    'website': 'https://www.trondmohngames.no',
    'entry_link': 'http://www.trondmohngames.no',
    'results_link': 'http://en.trondmohngames.no/live-results/'
}

r = requests.post(
    "https://api.opentrack.run/api/v1/competitions/test", 
    data=json.dumps(comp),
    headers=headers
    )
