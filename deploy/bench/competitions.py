"""Reproducible competitions for the benchmark, as bodies of a create. No two are duplicates: each name has its own club."""
import datetime
import itertools
import json
import random

# Cities by country. A country's share decreases with its position, so that there are dense and sparse countries.
CITIES = {
    "GBR": "London Birmingham Manchester Glasgow Cardiff Sheffield Bedford Gateshead", "FRA": "Paris Lyon Marseille Nîmes Angers Besançon",
    "DEU": "Berlin München Köln Düsseldorf Lübeck Würzburg", "ITA": "Roma Milano Torino Forlì Rieti Ancona",
    "ESP": "Madrid Málaga Cádiz León Córdoba Logroño", "NOR": "Oslo Bergen Tromsø Ålesund Bodø Hamar",
    "POL": "Warszawa Łódź Kraków Gdańsk Poznań Toruń", "SWE": "Stockholm Göteborg Malmö Västerås Örebro Umeå",
    "NLD": "Amsterdam Rotterdam Hengelo Utrecht Apeldoorn", "FIN": "Helsinki Tampere Jyväskylä Seinäjoki Espoo",
    "BEL": "Brussel Gent Liège Oordegem Namur", "PRT": "Lisboa Braga Leiria Guimarães Évora", "CHE": "Zürich Genève Bern Lausanne Zug",
    "CZE": "Praha Brno Ostrava Plzeň Třinec", "UKR": "Київ Львів Одеса Харків Луцьк", "GRC": "Αθήνα Θεσσαλονίκη Πάτρα Βόλος",
    "HUN": "Budapest Debrecen Győr Pécs", "DNK": "København Aarhus Odense Aalborg", "AUT": "Wien Graz Linz Innsbruck",
    "IRL": "Dublin Cork Limerick Athlone", "ROU": "București Iași Craiova Brașov", "HRV": "Zagreb Split Rijeka Osijek",
    "SVN": "Ljubljana Maribor Celje Koper", "SVK": "Bratislava Košice Trnava Nitra", "EST": "Tallinn Tartu Pärnu Rakvere",
    "LVA": "Rīga Jelgava Valmiera Ventspils", "LTU": "Vilnius Kaunas Klaipėda Palanga", "BGR": "София Пловдив Варна Русе",
    "SRB": "Beograd Niš Kraljevo Čačak", "ISL": "Reykjavík Akureyri Kópavogur", "MLT": "Marsa Valletta Sliema", "LUX": "Luxembourg Differdange",
}
KINDS = ["Open Meeting", "Championships", "Grand Prix", "Spring Meeting", "Indoor Meeting", "Cross Country", "Half Marathon", "Throws Meeting",
         "Relays", "Combined Events", "Evening Meeting", "Memorial", "Cup", "League Match"]
SYLLABLES = [a + b for a in "bcdfglmnprstvz" for b in "aeiou"]
AGE_GROUPS = [None, ["U18", "U20"], ["SEN"], ["U12,U14,U16"], ["U23", "SEN", "V35"]]
FIRST_DAY = datetime.date(2020, 1, 1)
DAYS = 10 * 365


def club(number):
    word = ""
    for _ in range(5):
        number, syllable = divmod(number, len(SYLLABLES))
        word += SYLLABLES[syllable]
    return word.capitalize()


def competitions(count, first_day=FIRST_DAY, days=DAYS):
    rng = random.Random(7)
    countries = list(CITIES)
    shares = list(itertools.accumulate(1 / (position + 3) for position in range(len(countries))))
    for number in range(count):
        country = rng.choices(countries, cum_weights=shares)[0]
        city = rng.choice(CITIES[country].split())
        date = first_day + datetime.timedelta(rng.randrange(days))
        name = f"{club(number)} {rng.choice(KINDS)} {city}"
        yield {
            "full_name": name, "short_name": name[:30], "slug": None, "name_local": name if rng.random() < .3 else "",
            "country_id": country, "address": f"{city} Stadium, {rng.randrange(1, 200)} {club(number)} Road, {city}",
            "city": city, "venue_id": f"{rng.getrandbits(128):032x}" if rng.random() < .5 else None,
            "latitude": round(rng.uniform(36, 65), 4), "longitude": round(rng.uniform(-9, 30), 4), "altitude": None,
            "date": str(date), "finish_date": str(date + datetime.timedelta(rng.choice([0, 0, 0, 1]))),
            "wa_rankings_category_id": rng.choice([None, None, 9, 10, 15]), "age_groups": rng.choice(AGE_GROUPS),
            "national_id": f"{country}{date.year}-{number}", "basic_description": "", "contact_details": f"meet{number}@club.example",
            "organiser_id": f"{rng.getrandbits(128):032x}", "website": "https://www.club.example/" + club(number).lower(),
            "entry_link": None, "results_link": None, "id": f"{rng.getrandbits(128):032x}", "year": date.year,
            "events": [{"event_code": code, "genders": "MF"} for code in ("100", "800", "LJ")] if rng.random() < .3 else None,
        }


def lines(count, **dates):
    for competition in competitions(count, **dates):
        yield (json.dumps(competition, ensure_ascii=False) + "\n").encode()
