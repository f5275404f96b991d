import {call, facts, session} from "./api.js";
import {empty, field, h, note, show} from "./dom.js";
import {onSubmit} from "./form.js";
import "./frame.js";

const ACCOUNTS = "/api/v1/auth/accounts";
const found = h("div", {"aria-live": "polite"});
const trail = h("div", {});

/** What was done and shall be read out, or why not. */
async function act(account, message, method, path, body) {
  try {
    const answer = await call(method, path, body);
    await showAccount(account.id, note("good", h("p", {}, message(answer))));
    await showTrail();
  } catch (refused) {
    await showAccount(account.id, note("bad", h("p", {}, refused.message)));
  }
}

function button(text, kind, onclick) {
  return h("button", {type: "button", class: kind, onclick}, text);
}

function groups(account) {
  if (!account.groups.length) return h("p", {class: "soft"}, "In no group.");
  return h("ul", {class: "tags"}, account.groups.map(group => h("li", {class: "tag"}, group,
    h("button", {type: "button", class: "second", onclick: () => act(account, () => group + " is taken.", "DELETE", `${ACCOUNTS}/${account.id}/groups/${group}`)},
      "Take", h("span", {class: "unseen"}, " " + group)))));
}

async function grantForm(account) {
  const {countries} = await facts;
  const options = Object.entries(countries).sort((a, b) => a[1].localeCompare(b[1], "en"))
    .map(([code, name]) => h("option", {value: "ADMIN_" + code}, `${name} (ADMIN_${code})`));
  const form = h("form", {class: "row"},
    h("p", {class: "field"}, h("label", {for: "group"}, "Grant a group"),
      h("select", {id: "group", name: "group"}, options, h("option", {value: "SUPERUSER"}, "Everything (SUPERUSER)"))),
    h("button", {}, "Grant"));
  onSubmit(form, ({group}) => act(account, () => group + " is granted.", "PUT", `${ACCOUNTS}/${account.id}/groups/${group}`));
  return form;
}

async function showAccount(id, ...before) {
  const account = await call("GET", `${ACCOUNTS}/${id}`);
  const path = `${ACCOUNTS}/${account.id}`;
  found.replaceChildren(...before, h("div", {class: "card stack"},
    h("div", {class: "row middle spread"},
      h("div", {}, h("h3", {}, account.full_name || "No name"), h("span", {class: "soft"}, account.email)),
      h("span", {class: account.enabled ? "tag good" : "tag bad"}, account.enabled ? "enabled" : "disabled")),
    h("p", {class: "soft small"}, "since " + when(account.created_at) + " · " + account.id),
    groups(account), await grantForm(account),
    h("div", {class: "row"},
      button(account.enabled ? "Disable" : "Enable", account.enabled ? "bad" : "second",
        () => act(account, () => account.enabled ? "The account is disabled." : "The account is enabled.", "PATCH", path, {enabled: !account.enabled})),
      button("Set a one-time password", "second",
        () => act(account, answer => "One-time password: " + answer.one_time_password + " (until " + when(answer.expires_at) + "). It is shown only now.", "POST", path + "/one-time-password")),
      button("Its audit trail", "second", () => showTrail(account.id)))));
}

function when(time) {
  return new Date(time).toLocaleString("en-GB", {dateStyle: "medium", timeStyle: "short"});
}

async function showTrail(account) {
  const entries = await call("GET", "/api/v1/auth/audit?limit=50" + (account ? "&account=" + account : ""));
  const cells = entry => [when(entry.at), entry.action.replaceAll("_", " "), entry.group ?? "", entry.account_id ?? "", entry.actor_id ?? ""];
  trail.replaceChildren(entries.length
    ? h("div", {class: "scroll card", tabindex: "0", role: "region", "aria-label": "Audit trail"}, h("table", {},
      h("thead", {}, h("tr", {}, ["When", "What", "Group", "Account", "By"].map(name => h("th", {scope: "col"}, name)))),
      h("tbody", {}, entries.map(entry => h("tr", {}, cells(entry).map(cell => h("td", {class: "small"}, cell)))))))
    : empty("Nothing yet", h("p", {class: "soft"}, "Grants and changes of accounts will stand here.")));
}

function noSuperuser() {
  show("content", empty("For the superuser",
    h("p", {}, session.token ? "Your account is not in the group SUPERUSER." : "Log in as a superuser to manage accounts."),
    h("a", {class: "button", href: "/account/"}, session.token ? "My account" : "Log in")));
}

async function begin() {
  if (!session.token) return noSuperuser();
  try {
    const me = await call("GET", "/api/v1/auth/me");
    if (!me.groups.includes("SUPERUSER")) return noSuperuser();
  } catch (refused) {
    if (refused.status === 401) { session.end(); return noSuperuser(); }
    return show("content", note("bad", h("p", {}, refused.message)));
  }
  const search = h("form", {class: "row"}, field("email", "E-mail of the account", {type: "email", autocomplete: "off"}), h("button", {}, "Find"));
  onSubmit(search, async ({email}) => {
    const [account] = await call("GET", ACCOUNTS + "?email=" + encodeURIComponent(email));
    if (account) await showAccount(account.id);
    else found.replaceChildren(empty("No such account", h("p", {class: "soft"}, "Nobody has signed up with this e-mail.")));
  });
  show("content", h("section", {class: "stack"}, h("h2", {}, "Find an account"), search, found),
    h("section", {}, h("h2", {}, "Audit trail"), trail));
  await showTrail();
}

begin();
