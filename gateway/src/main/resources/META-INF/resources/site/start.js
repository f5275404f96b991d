import "./layout.js";
import {codeSample, show} from "./dom.js";
import {showServices} from "./services.js";

const HOST = location.origin;
const YEAR = new Date().getFullYear();

const SAMPLES = [
  ["curl", "curl", `email=you@example.org
password='correct horse battery staple'

curl -s ${HOST}/api/v1/auth/signup \\
  -d '{"email": "'"$email"'", "password": "'"$password"'", "full_name": "Your Name"}'

token=$(curl -s ${HOST}/api/v1/auth/token \\
  -d "username=$email" --data-urlencode "password=$password" | cut -d '"' -f 4)

curl -s "${HOST}/api/v1/competitions/?country=MLT&year=${YEAR}" \\
  -H "Authorization: Bearer $token"`],
  ["python", "Python", `import requests

api = "${HOST}/api/v1"
email, password = "you@example.org", "correct horse battery staple"

requests.post(api + "/auth/signup",
              json={"email": email, "password": password, "full_name": "Your Name"})

response = requests.post(api + "/auth/token", data={"username": email, "password": password})
token = response.json()["access_token"]

competitions = requests.get(api + "/competitions/",
                            params={"country": "MLT", "year": ${YEAR}},
                            headers={"Authorization": "Bearer " + token})
print(competitions.json())`],
  ["javascript", "JavaScript", `const api = "${HOST}/api/v1";
const email = "you@example.org", password = "correct horse battery staple";

await fetch(api + "/auth/signup", {
  method: "POST",
  body: JSON.stringify({email, password, full_name: "Your Name"}),
});

const response = await fetch(api + "/auth/token", {
  method: "POST",
  body: new URLSearchParams({username: email, password}),
});
const token = (await response.json()).access_token;

const competitions = await fetch(api + "/competitions/?country=MLT&year=${YEAR}", {
  headers: {Authorization: "Bearer " + token},
});
console.log(await competitions.json());`],
];

show("samples", SAMPLES.map(sample => codeSample(...sample)));
showServices();
