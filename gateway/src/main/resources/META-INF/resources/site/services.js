import {facts} from "./api.js";
import {h, show} from "./dom.js";

const SERVICES = [
  ["Gateway", "/api/v1/ping/", "lets everything in"],
  ["Accounts", "/api/v1/auth/jwks", "sign-up, tokens, groups"],
  ["Competitions", "/api/v1/competitions/", "the register and its queries"],
  ["Exports", "/api/v1/exports/", "the nightly calendars"],
];

/** A service that asks for a token is there: only the gateway answers 5xx for one that is not. */
async function answers(path) {
  const begun = performance.now();
  try {
    const response = await fetch(path, {signal: AbortSignal.timeout(8000), cache: "no-store"});
    return {up: response.status < 500, milliseconds: Math.round(performance.now() - begun)};
  } catch {
    return {up: false};
  }
}

async function published() {
  const {calendars} = await facts;
  if (!calendars) return {up: false, said: "not set up here"};
  try {
    const response = await fetch(calendars + "/euroath/index.json", {signal: AbortSignal.timeout(8000)});
    if (response.status === 404 || response.status === 403) return {up: true, said: "nothing published yet"};
    const index = await response.json();
    return {up: response.ok, said: "last published " + new Date(index.generated_at).toLocaleString("en-GB", {dateStyle: "medium", timeStyle: "short"})};
  } catch {
    return {up: false};
  }
}

function card(name, purpose, {up, milliseconds, said}) {
  return h("li", {class: "card"},
    h("div", {class: "row middle spread"}, h("h3", {}, name),
      h("span", {class: up ? "tag good" : "tag bad"}, up ? "✓ up" : "✕ down")),
    h("p", {class: "soft small"}, purpose + (said ? ", " + said : up ? ", in " + milliseconds + " ms" : "")));
}

/** Asks every part whether it is there, and tells in #status. */
export async function showServices() {
  const [calendars, ...rest] = await Promise.all([published(), ...SERVICES.map(([, path]) => answers(path))]);
  const all = [...rest, calendars];
  show("status",
    h("p", {role: "status"}, all.every(one => one.up) ? "Everything works." : "Some of it does not work at the moment."),
    h("ul", {class: "cards"},
      SERVICES.map(([name, , purpose], i) => card(name, purpose, rest[i])),
      card("Published calendars", "files that need nothing else to run", calendars)));
}
