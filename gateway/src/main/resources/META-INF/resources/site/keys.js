import {call, session} from "./api.js";
import {dateTime} from "./dates.js";
import {actionButton, codeSample, exampleLink, field, h, note, replaceCard, secretNote} from "./dom.js";
import {items, onSubmit} from "./form.js";

const KEYS = "/api/v1/auth/keys";
const SCOPES = [
  ["competitions:read", "read competitions"],
  ["competitions:write", "create, change and delete those of the countries below"],
  ["webhooks", "manage your webhooks"],
  ["exports", "read and start exports, as far as you may"],
];
const OVERLAP_HOURS = 24;

function newKey(issued, sentence = "") {
  return secretNote("new-key", "New API key", issued.key, "the API key",
    `This is the key ${issued.name}. It is displayed only now: store it where your program reads it. ${sentence}`);
}

function row(key, reload) {
  const name = `${key.name} ${key.prefix}…`;
  return h("li", {class: "stack"},
    h("p", {}, h("strong", {}, key.name), " ", h("code", {}, key.prefix + "…"), key.owner === "federation" ? " (federation)" : ""),
    h("p", {class: "small"}, [key.scopes.join(", "), key.countries.join(", "), key.networks && "only from " + key.networks.join(", "),
      "valid until " + dateTime(key.expires_at), key.last_used_at ? "last used " + dateTime(key.last_used_at) : "never used"].filter(Boolean).join(" · ")),
    h("p", {class: "row"},
      actionButton("Rotate", "Rotate " + name, async () => reload(newKey(await call("POST", `${KEYS}/${key.id}/rotate`, {overlap_hours: OVERLAP_HOURS}),
        `The former key ${key.prefix}… stays valid for ${OVERLAP_HOURS} hours; once your program uses the new one, you can revoke it.`))),
      actionButton("Revoke", "Revoke " + name, async () => {
        await call("DELETE", `${KEYS}/${key.id}`);
        await reload(note("good", h("p", {}, `The key ${name} was revoked. Within 10 seconds, requests with it are rejected with 401.`)));
      })));
}

function usage(country, open) {
  const year = new Date().getFullYear(), host = location.origin;
  const variable = "export OPENTRACK_KEY='paste the key here'";
  return h("details", {open}, h("summary", {}, "How to use a key"),
    h("p", {}, "A program sends the key in the header ", h("code", {}, "Authorization: Bearer …"), " of each request. Try it in a shell:"),
    codeSample("key-curl", "One request", `${variable}
curl -i -H "Authorization: Bearer $OPENTRACK_KEY" \\
  "${host}/api/v1/competitions/?country=${country}&year=${year}"`),
    h("p", {}, "To send your whole calendar each night, write it to a CSV file with one line for each competition. The national id is your own: by it, a competition is found again."),
    codeSample("key-csv", "calendar.csv", `full_name,country_id,date,finish_date,city,national_id
Spring Meeting,${country},${year}-05-08,${year}-05-09,Hometown,SPRING-1`),
    h("p", {}, "The columns are the members of a competition in the ", h("a", {href: "/redoc/"}, "reference"), ". The script ", exampleLink("nightly_sync.py"), " creates new competitions, updates changed ones and cancels those that are no longer in the file. It needs a key for competitions:read and competitions:write, and Python with the library ", h("code", {}, "requests"), "."),
    codeSample("key-sync", "Each night", `export OPENTRACK_HOST=${host}
${variable}
curl -O ${host}/site/examples/nightly_sync.py
python3 nightly_sync.py calendar.csv ${country} ${year}`),
    h("p", {}, "It prints what changed. Its exit code is 0 if everything is stored; otherwise it prints the reason."),
    h("dl", {class: "facts"},
      h("dt", {}, "Rotate"), h("dd", {}, `makes another key with the same rights. The former one stays valid for ${OVERLAP_HOURS} hours, so that your program is never without one. Rotate a key before it expires.`),
      h("dt", {}, "Revoke"), h("dd", {}, "ends a key, within 10 seconds.")));
}

/** The account's API keys, with a form for another one. */
export async function keysCard(message = null) {
  const keys = await call("GET", KEYS);
  const {countries} = session;
  const reload = async next => replaceCard(section, await keysCard(next), next);
  const create = h("form", {},
    field("name", "Name", {autocomplete: "off", maxlength: "100"}, "The program that uses the key."),
    h("fieldset", {}, h("legend", {}, "The key may be used to"),
      SCOPES.map(([scope, text]) => h("label", {class: "row"},
        h("input", {type: "checkbox", name: scope, checked: scope === "competitions:read" || scope === "competitions:write" && countries.length > 0}), `${text} (${scope})`))),
    field("countries", "Countries to write", {required: false, value: countries.join(" "), autocomplete: "off"}, "Codes of countries whose group you have."),
    field("networks", "Networks", {required: false, autocomplete: "off"}, "Empty for any, otherwise for example 203.0.113.0/24."),
    h("label", {class: "row"}, h("input", {type: "checkbox", name: "federation"}), "Belongs to the federation: every admin of its countries can revoke it, and it stays when your account ends"),
    h("button", {}, "Create key"));
  onSubmit(create, async values => {
    await reload(newKey(await call("POST", KEYS, {
      name: values.name,
      scopes: SCOPES.map(([scope]) => scope).filter(scope => create.elements[scope].checked),
      countries: items(values.countries),
      networks: items(values.networks),
      owner: create.elements.federation.checked ? "federation" : "me",
    })));
  });
  const section = h("section", {}, h("h2", {}, "Your API keys"),
    h("div", {class: "card stack"},
      message,
      h("p", {}, "Programs use a key instead of your password. It never has more rights than you, or its federation, at that moment, and is valid for a year."),
      keys.length > 0 && h("ul", {class: "stack"}, keys.map(key => row(key, reload))),
      usage(countries[0] ?? "MLT", message !== null),
      create));
  return section;
}
