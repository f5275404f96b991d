import {call, callWithPassword, countryGroups, logIn, session, fetchAccount} from "./api.js";
import {copyButton, field, focusOn, h, note, replaceCard, selectField, show} from "./dom.js";
import {onSubmit} from "./form.js";
import {keysCard} from "./keys.js";
import {refreshNavigation} from "./layout.js";
import {webhooksCard} from "./webhooks.js";

const GROUP_REQUESTS = "/api/v1/auth/me/group-requests";
/* Pages whose link to log in leads here. */
const RETURN_TO = ["/admin/", "/duplicates/"];
const PASSWORD_HINT = "At least 8 characters.";

function form(button, ...fields) {
  return h("form", {class: "card"}, ...fields, h("button", {}, button));
}

function showLogin(...before) {
  refreshNavigation();
  const login = form("Log in",
    field("email", "E-mail", {type: "email", autocomplete: "username"}),
    field("password", "Password", {type: "password", autocomplete: "current-password"}));
  onSubmit(login, async ({email, password}) => {
    await logIn(email, password);
    const then = new URLSearchParams(location.search).get("then");
    if (RETURN_TO.includes(then)) location.replace(then);
    else await showAccount();
  });
  const forgotten = form("Send me a link",
    field("forgotten-email", "E-mail of your account", {type: "email", autocomplete: "username"}));
  onSubmit(forgotten, async values => {
    const response = await call("POST", "/api/v1/auth/password/forgotten", {email: values["forgotten-email"]});
    forgotten.append(note("good", h("p", {}, response.detail)));
  });
  show("content", ...before, h("div", {class: "cards"},
    h("section", {}, h("h2", {}, "Log in"), login, h("p", {class: "soft"}, "No account yet? ", h("a", {href: "/signup/"}, "Sign up"), ".")),
    h("section", {}, h("h2", {}, "Forgot your password?"), forgotten)));
}

function tokenCard() {
  const token = h("textarea", {id: "token", readonly: true, rows: "4", class: "token", spellcheck: "false"});
  token.value = session.token;
  return h("section", {}, h("h2", {}, "Your token"),
    h("div", {class: "card"},
      h("p", {}, "Programs send it as ", h("code", {}, "Authorization: Bearer …"), ". It is valid for 24 hours. Anyone who has it can act as you: keep it secret."),
      h("p", {class: "field"}, h("label", {for: "token"}, "Token"), token),
      copyButton(() => token.value, "the token")));
}

async function groupsCard(groups, message = null) {
  const requests = await call("GET", GROUP_REQUESTS);
  const ask = h("form", {},
    selectField("group", "Ask for the group of a country", (await countryGroups()).filter(([group]) => !groups.includes(group))),
    field("message", "Message to the superuser", {required: false, maxlength: "1000", autocomplete: "off"}, "Your federation and what you do there."),
    h("button", {}, "Ask"));
  onSubmit(ask, async ({group, message}) => {
    await call("POST", GROUP_REQUESTS, {group, message});
    const asked = note("good", h("p", {}, "You asked for " + group + ". A superuser decides; this page then shows the group."));
    replaceCard(section, await groupsCard(groups, asked), asked);
  });
  const section = h("section", {}, h("h2", {}, "Your groups"),
    h("div", {class: "card stack"}, message, groups.length
      ? h("ul", {class: "tags"}, groups.map(group => h("li", {class: "tag"}, group)))
      : h("p", {}, "None yet: you can read everything. To write the calendar of a country, ask for its group."),
    requests.map(request => h("p", {class: "small"}, `${request.group}: ${request.state}`, request.reply ? ` – ${request.reply}` : "")),
    ask));
  return section;
}

function passwordCard(email) {
  const change = form("Change password",
    h("input", {type: "hidden", autocomplete: "username", value: email}),
    field("current_password", "Current password", {type: "password", autocomplete: "current-password"}),
    field("new_password", "New password", {type: "password", autocomplete: "new-password"}, PASSWORD_HINT));
  onSubmit(change, async ({current_password, new_password}) => {
    await callWithPassword("/api/v1/auth/me/password", {current_password, new_password});
    await logIn(email, new_password);
    await showAccount(note("good", h("p", {}, "Your password was changed. Earlier tokens are revoked; this is a new one.")));
  });
  return h("section", {}, h("h2", {}, "Change password"), change);
}

function eraseCard(email) {
  const erase = form("Erase my account permanently",
    h("p", {}, "Your name and e-mail are deleted, and you can no longer log in. The competitions that you registered stay. This cannot be undone."),
    field("confirm", "Type your e-mail to confirm", {autocomplete: "off"}));
  erase.querySelector("button").className = "bad";
  onSubmit(erase, async ({confirm}) => {
    if (confirm.trim().toLowerCase() !== email.toLowerCase()) {
      erase.append(note("bad", h("p", {}, "That is not the e-mail of this account.")));
      return;
    }
    await call("DELETE", "/api/v1/auth/me");
    session.end();
    showLogin(note("good", h("p", {}, "Your account was erased.")));
  });
  return h("section", {}, h("h2", {}, "Erase my account"), erase);
}

async function showAccount(...before) {
  let me;
  try {
    me = await fetchAccount();
  } catch (error) {
    if (error.status === 401) {
      session.end();
      showLogin(note("", h("p", {}, "Your token has expired. Please log in again.")));
    } else {
      show("content", note("bad", h("p", {}, error.message)));
    }
    return;
  }
  refreshNavigation();
  const out = h("button", {type: "button", class: "second"}, "Log out");
  out.addEventListener("click", () => { session.end(); showLogin(); });
  // A card whose service does not respond must not hide the others.
  const cards = [groupsCard(me.groups), keysCard(), webhooksCard()]
    .map(card => card.catch(error => note("bad", h("p", {}, error.message))));
  show("content", ...before,
    h("div", {class: "row middle spread"}, h("p", {class: "lead"}, me.full_name + " · " + me.email), out),
    tokenCard(), ...await Promise.all(cards), h("div", {class: "cards"}, passwordCard(me.email), eraseCard(me.email)));
  before.forEach(focusOn);
}

function showReset(token) {
  const reset = form("Set password", field("new_password", "New password", {type: "password", autocomplete: "new-password"}, PASSWORD_HINT));
  onSubmit(reset, async ({new_password}) => {
    await callWithPassword("/api/v1/auth/password/reset", {token, new_password});
    showLogin(note("good", h("p", {}, "Your password was set. Log in with it.")));
  });
  show("content", h("h2", {}, "Set a new password"), reset);
}

async function confirmAddress(token) {
  try {
    await call("POST", "/api/v1/auth/confirmation", {token});
    showLogin(note("good", h("p", {}, "Your e-mail address is confirmed. You can log in now.")));
  } catch (error) {
    showLogin(note("bad", h("p", {}, error.message)));
  }
}

/** Links in e-mails carry their token in the fragment, which no server logs. */
function begin() {
  const purpose = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname);
  if (purpose.has("reset")) showReset(purpose.get("reset"));
  else if (purpose.has("confirm")) confirmAddress(purpose.get("confirm"));
  else if (session.token) showAccount();
  else showLogin();
}

window.addEventListener("hashchange", () => location.hash && begin());
begin();
