import {call} from "./api.js";
import {copyButton, field, h, note} from "./dom.js";
import {onSubmit} from "./form.js";

const KEYS = "/api/v1/auth/keys";
const SCOPES = ["competitions:read", "competitions:write", "webhooks", "exports"];

/** A new key, which the suite does not show again. */
function newKey(issued) {
  const text = h("input", {id: "new-key", readonly: true, spellcheck: "false", autocomplete: "off"});
  text.value = issued.key;
  return note("good",
    h("p", {}, "This is the key " + issued.name + ". It is displayed only now: store it where your program reads it."),
    h("p", {class: "field"}, h("label", {for: "new-key"}, "New API key"), text),
    copyButton(() => text.value, "the API key"));
}

function day(time) {
  return time ? time.slice(0, 10) : "never";
}

function action(name, label, run) {
  const button = h("button", {type: "button", class: "second", "aria-label": label}, name);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await run();
    } catch (error) {
      button.disabled = false;
      button.after(note("bad", h("p", {}, error.message)));
    }
  });
  return button;
}

function row(key, reload) {
  return h("li", {class: "stack"},
    h("p", {}, h("strong", {}, key.name), " ", h("code", {}, key.prefix + "…"), key.owner === "federation" ? " (federation)" : ""),
    h("p", {class: "small"}, key.scopes.join(", ") + (key.countries.length ? " · " + key.countries.join(", ") : "")
      + " · expires " + day(key.expires_at) + " · last used " + day(key.last_used_at)),
    h("p", {class: "row"},
      action("Rotate", "Rotate " + key.name, async () => reload(newKey(await call("POST", `${KEYS}/${key.id}/rotate`, {overlap_hours: 24})))),
      action("Revoke", "Revoke " + key.name, async () => {
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
  const list = text => text.split(/[\s,]+/).filter(item => item);
  onSubmit(create, async values => {
    const issued = await call("POST", KEYS, {
      name: values.name,
      scopes: SCOPES.filter(scope => create.elements[scope].checked),
      countries: list(values.countries),
      networks: list(values.networks),
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
