import {call} from "./api.js";
import {actionButton, field, h, note, secretNote} from "./dom.js";
import {items, onSubmit} from "./form.js";

const KEYS = "/api/v1/auth/keys";
const SCOPES = ["competitions:read", "competitions:write", "webhooks", "exports"];

function newKey(issued) {
  return secretNote("new-key", "New API key", issued.key, "the API key",
    "This is the key " + issued.name + ". It is displayed only now: store it where your program reads it.");
}

function day(time) {
  return time ? time.slice(0, 10) : "never";
}

function row(key, reload) {
  return h("li", {class: "stack"},
    h("p", {}, h("strong", {}, key.name), " ", h("code", {}, key.prefix + "…"), key.owner === "federation" ? " (federation)" : ""),
    h("p", {class: "small"}, key.scopes.join(", ") + (key.countries.length ? " · " + key.countries.join(", ") : "")
      + " · expires " + day(key.expires_at) + " · last used " + day(key.last_used_at)),
    h("p", {class: "row"},
      actionButton("Rotate", "Rotate " + key.name, async () => reload(newKey(await call("POST", `${KEYS}/${key.id}/rotate`, {overlap_hours: 24})))),
      actionButton("Revoke", "Revoke " + key.name, async () => {
        await call("DELETE", `${KEYS}/${key.id}`);
        await reload(note("good", h("p", {}, "The key " + key.name + " was revoked.")));
      })));
}

/** The account's API keys, with a form for another one. */
export async function keysCard(groups, reload) {
  const keys = await call("GET", KEYS);
  const countries = groups.filter(group => group.startsWith("ADMIN_")).map(group => group.slice(6));
  const create = h("form", {},
    field("name", "Name", {autocomplete: "off", maxlength: "100"}, "The program that uses the key."),
    h("fieldset", {}, h("legend", {}, "The key may be used for"),
      SCOPES.map(scope => h("label", {class: "row"},
        h("input", {type: "checkbox", name: scope, checked: scope === "competitions:read" || null}), scope))),
    field("countries", "Countries to write", {required: false, value: countries.join(" "), autocomplete: "off"}, "Codes of your groups, for competitions:write."),
    field("networks", "Networks", {required: false, autocomplete: "off"}, "Empty for any, otherwise for example 203.0.113.0/24."),
    h("label", {class: "row"}, h("input", {type: "checkbox", name: "federation"}), "Belongs to the federation: every admin of its countries can revoke it"),
    h("button", {}, "Create key"));
  onSubmit(create, async values => {
    const issued = await call("POST", KEYS, {
      name: values.name,
      scopes: SCOPES.filter(scope => create.elements[scope].checked),
      countries: items(values.countries),
      networks: items(values.networks),
      owner: create.elements.federation.checked ? "federation" : "me",
    });
    await reload(newKey(issued));
  });
  return h("section", {}, h("h2", {}, "Your API keys"),
    h("div", {class: "card stack"},
      h("p", {}, "Programs use a key instead of your password. It never has more rights than its owner."),
      keys.length ? h("ul", {class: "stack"}, keys.map(key => row(key, reload))) : null,
      create));
}
