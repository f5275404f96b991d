import {call, countryGroups, fetchAccount, session} from "./api.js";
import {dateTime} from "./dates.js";
import {emptyState, field, focusOn, h, note, selectField, show} from "./dom.js";
import {onSubmit} from "./form.js";
import "./layout.js";

const ACCOUNTS = "/api/v1/auth/accounts";
const result = h("div", {"aria-live": "polite"});
const trail = h("div", {});
const requests = h("div", {class: "stack", "aria-live": "polite"});
const GROUP_REQUESTS = "/api/v1/auth/group-requests";

/** Calls the API, then shows the account again with a confirmation or the error. */
async function act(account, message, method, path, body) {
  try {
    const response = await call(method, path, body);
    await showAccount(account.id, note("good", h("p", {}, message(response))));
    await showTrail();
  } catch (error) {
    await showAccount(account.id, note("bad", h("p", {}, error.message)));
  }
}

function button(text, kind, onclick) {
  return h("button", {type: "button", class: kind, onclick}, text);
}

function groups(account) {
  if (!account.groups.length) return h("p", {class: "soft"}, "No groups.");
  return h("ul", {class: "tags"}, account.groups.map(group => h("li", {class: "tag"}, group,
    h("button", {type: "button", class: "second", onclick: () => act(account, () => group + " was removed.", "DELETE", `${ACCOUNTS}/${account.id}/groups/${group}`)},
      "Remove", h("span", {class: "visually-hidden"}, " " + group)))));
}

async function grantForm(account) {
  const form = h("form", {class: "row"},
    selectField("group", "Grant a group", [...await countryGroups(), ["SUPERUSER", "Everything (SUPERUSER)"]]),
    h("button", {}, "Grant"));
  onSubmit(form, ({group}) => act(account, () => group + " is granted.", "PUT", `${ACCOUNTS}/${account.id}/groups/${group}`));
  return form;
}

async function showAccount(id, ...before) {
  const account = await call("GET", `${ACCOUNTS}/${id}`);
  const path = `${ACCOUNTS}/${account.id}`;
  result.replaceChildren(...before, h("div", {class: "card stack"},
    h("div", {class: "row middle spread"},
      h("div", {}, h("h3", {}, account.full_name || "No name"), h("span", {class: "soft"}, account.email)),
      h("span", {class: account.enabled ? "tag good" : "tag bad"}, account.enabled ? "enabled" : "disabled")),
    h("p", {class: "soft small"}, "since " + dateTime(account.created_at) + " · " + account.id),
    groups(account), await grantForm(account),
    h("div", {class: "row"},
      button(account.enabled ? "Disable" : "Enable", account.enabled ? "bad" : "second",
        () => act(account, () => account.enabled ? "The account was disabled." : "The account was enabled.", "PATCH", path, {enabled: !account.enabled})),
      button("Set a one-time password", "second",
        () => act(account, response => "One-time password: " + response.one_time_password + " (until " + dateTime(response.expires_at) + "). It is shown only once.", "POST", path + "/one-time-password")),
      button("Show audit trail", "second", () => showTrail(account.id)))));
  before.forEach(focusOn);
}

async function decide(request, granted, message) {
  await call("POST", `${GROUP_REQUESTS}/${request.id}`, {granted, message});
  await showRequests(note("good", h("p", {}, `${request.group} was ${granted ? "granted to" : "declined for"} ${request.email}.`)));
  await showTrail();
}

function requestCard(request) {
  const form = h("form", {class: "card stack"},
    h("p", {}, h("strong", {}, request.full_name + " · " + request.email), ` asks for ${request.group}, ${dateTime(request.created_at)}`),
    request.message ? h("p", {class: "soft"}, request.message) : "",
    field("reply-" + request.id, "Reply (optional)", {required: false, maxlength: "1000", autocomplete: "off"}),
    h("div", {class: "row"}, h("button", {name: "granted", value: "yes"}, "Grant"), h("button", {class: "bad", name: "granted", value: "no"}, "Decline")));
  onSubmit(form, values => decide(request, values.granted === "yes", values["reply-" + request.id]));
  return form;
}

async function showRequests(...before) {
  const open = await call("GET", GROUP_REQUESTS);
  requests.replaceChildren(...before, ...(open.length ? open.map(requestCard)
    : [emptyState("No open requests", h("p", {class: "soft"}, "Requests for groups are listed here."))]));
  before.forEach(focusOn);
}

async function showTrail(account) {
  const entries = await call("GET", "/api/v1/auth/audit?limit=50" + (account ? "&account=" + account : ""));
  const cells = entry => [dateTime(entry.at), entry.action.replaceAll("_", " "), entry.group ?? "", entry.account_email ?? entry.account_id, entry.actor_email ?? entry.actor_id];
  trail.replaceChildren(entries.length
    ? h("div", {class: "scroll card", tabindex: "0", role: "region", "aria-label": "Audit trail"}, h("table", {},
      h("thead", {}, h("tr", {}, ["Time", "Action", "Group", "Account", "By"].map(name => h("th", {scope: "col"}, name)))),
      h("tbody", {}, entries.map(entry => h("tr", {}, cells(entry).map(cell => h("td", {class: "small"}, cell)))))))
    : emptyState("Nothing yet", h("p", {class: "soft"}, "Grants and account changes are listed here.")));
}

function showSuperuserRequired() {
  show("content", emptyState("Superusers only",
    h("p", {}, session.token ? "Your account is not in the group SUPERUSER." : "Log in as a superuser to manage accounts."),
    h("a", {class: "button", href: session.token ? "/account/" : "/account/?then=/admin/"}, session.token ? "My account" : "Log in")));
}

async function begin() {
  if (!session.token) return showSuperuserRequired();
  try {
    const me = await fetchAccount();
    if (!me.groups.includes("SUPERUSER")) return showSuperuserRequired();
  } catch (error) {
    if (error.status === 401) { session.end(); return showSuperuserRequired(); }
    return show("content", note("bad", h("p", {}, error.message)));
  }
  const search = h("form", {class: "row"}, field("email", "E-mail of the account", {type: "email", autocomplete: "off"}), h("button", {}, "Find"));
  onSubmit(search, async ({email}) => {
    const [account] = await call("GET", ACCOUNTS + "?email=" + encodeURIComponent(email));
    if (account) await showAccount(account.id);
    else result.replaceChildren(emptyState("No such account", h("p", {class: "soft"}, "There is no account with this e-mail.")));
  });
  show("content", h("section", {class: "stack"}, h("h2", {}, "Requests for groups"), requests),
    h("section", {class: "stack"}, h("h2", {}, "Find an account"), search, result),
    h("section", {}, h("h2", {}, "Audit trail"), trail));
  await Promise.all([showRequests(), showTrail()]);
}

begin();
