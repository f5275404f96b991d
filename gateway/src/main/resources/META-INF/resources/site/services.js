import {siteSettings} from "./api.js";
import {dateTime} from "./dates.js";
import {h, show} from "./dom.js";

const SERVICES = [
  ["Gateway", "/api/v1/ping/", "the public address"],
  ["Accounts", "/api/v1/auth/jwks", "sign-up, tokens, groups"],
  ["Competitions", "/api/v1/competitions/", "create, change and query"],
  ["Exports", "/api/v1/exports/", "nightly calendar files"],
];

/** Probes a service. A 401 counts as up: only the gateway responds with 5xx for a service that is down. */
async function probe(path) {
  const start = performance.now();
  try {
    const response = await fetch(path, {signal: AbortSignal.timeout(8000), cache: "no-store"});
    return {up: response.status < 500, milliseconds: Math.round(performance.now() - start)};
  } catch {
    return {up: false};
  }
}

async function probeCalendars() {
  const {calendars} = await siteSettings;
  if (!calendars) return {up: false, detail: "not configured"};
  try {
    const response = await fetch(calendars + "/euroath/index.json", {signal: AbortSignal.timeout(8000)});
    if (response.status === 404 || response.status === 403) return {up: true, detail: "nothing published yet"};
    const index = await response.json();
    return {up: response.ok, detail: "last published " + dateTime(index.generated_at)};
  } catch {
    return {up: false};
  }
}

function card(name, purpose, {up, milliseconds, detail}) {
  return h("li", {class: "card"},
    h("div", {class: "row middle spread"}, h("h3", {}, name),
      h("span", {class: up ? "tag good" : "tag bad"}, up ? "✓ up" : "✕ down")),
    h("p", {class: "soft small"}, purpose + (detail ? ", " + detail : up ? ", in " + milliseconds + " ms" : "")));
}

/** Probes every service and shows the results in #status. */
export async function showServices() {
  const [calendars, ...rest] = await Promise.all([probeCalendars(), ...SERVICES.map(([, path]) => probe(path))]);
  const all = [...rest, calendars];
  show("status",
    h("p", {role: "status"}, all.every(service => service.up) ? "All services are up." : "Some services are down."),
    h("ul", {class: "cards"},
      SERVICES.map(([name, , purpose], i) => card(name, purpose, rest[i])),
      card("Published calendars", "files in the bucket, independent of the services", calendars)));
}
