import {call} from "./api.js";
import {actionButton, exampleLink, field, h, note, replaceCard, secretNote} from "./dom.js";
import {items, onSubmit} from "./form.js";

const WEBHOOKS = "/api/v1/webhooks";
const EVENTS = ["competition.stored", "competition.removed", "export.finished", "key.expiring"];
const STATES = {
  pending: "pending: send a ping; once it is answered, changes are sent",
  active: "active",
  failing: "failing: few attempts are made until one succeeds",
  disabled: "disabled: send a ping once it works again",
};

function newSecret(webhook) {
  return secretNote("new-secret", "Secret", webhook.secret, "the secret",
    "This secret signs what is sent to " + webhook.url + ". It is displayed only now.");
}

function result(delivery) {
  if (delivery.state === "pending") return delivery.attempt ? "next attempt at " + delivery.next_at.slice(11, 19) + " UTC" : "is sent";
  return delivery.state + (delivery.http_status ? " with " + delivery.http_status : "") + (delivery.ms === null ? "" : " in " + delivery.ms + " ms");
}

function entry(path, delivery, reload) {
  return h("tr", {},
    h("td", {}, delivery.at.slice(0, 19).replace("T", " ")),
    h("td", {}, delivery.event),
    h("td", {}, String(delivery.attempt)),
    h("td", {}, result(delivery), delivery.error ? h("span", {class: "small"}, " " + delivery.error) : null),
    h("td", {}, actionButton("Send again", "Send " + delivery.event + " again", async () => {
      await call("POST", `${path}/deliveries/${delivery.id}/again`);
      await reload();
    })));
}

async function showLog(path, log) {
  const deliveries = await call("GET", path + "/deliveries?limit=20");
  log.replaceChildren(deliveries.length
    ? h("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": "Deliveries"}, h("table", {},
      h("thead", {}, h("tr", {}, ["Time", "Event", "Attempts", "Result", "Action"].map(name => h("th", {scope: "col"}, name)))),
      h("tbody", {}, deliveries.map(delivery => entry(path, delivery, () => showLog(path, log))))))
    : h("p", {}, "Nothing has been sent yet."));
}

function row(webhook, reload) {
  const path = WEBHOOKS + "/" + webhook.id;
  const log = h("div", {"aria-live": "polite"});
  return h("li", {class: "stack"},
    h("p", {}, h("strong", {}, webhook.url)),
    h("p", {class: "small"}, STATES[webhook.state] + " · " + webhook.events.join(", ") + " · "
      + (webhook.countries ? webhook.countries.join(", ") : "all countries") + (webhook.payload === "thin" ? " · identifiers only" : "")),
    h("p", {class: "row"},
      actionButton("Ping", "Ping " + webhook.url, async () => { await call("POST", path + "/ping"); await showLog(path, log); }),
      actionButton("Log", "Log of " + webhook.url, () => showLog(path, log)),
      actionButton("New secret", "New secret for " + webhook.url, async () => reload(newSecret(await call("POST", path + "/secret")))),
      actionButton("Delete", "Delete " + webhook.url, async () => {
        await call("DELETE", path);
        await reload(note("good", h("p", {}, "The webhook " + webhook.url + " was deleted.")));
      })),
    log);
}

/** The account's webhooks, with a form for another one. */
export async function webhooksCard(message = null) {
  const webhooks = await call("GET", WEBHOOKS);
  const reload = async next => replaceCard(section, await webhooksCard(next), next);
  const create = h("form", {},
    field("url", "Address", {type: "url", autocomplete: "off", maxlength: "2000"}, "An https URL of your own, to which changes are sent."),
    h("fieldset", {}, h("legend", {}, "Events"),
      EVENTS.map(event => h("label", {class: "row"},
        h("input", {type: "checkbox", name: event, checked: event.startsWith("competition") || null}), event))),
    field("hook-countries", "Countries", {required: false, autocomplete: "off"}, "Codes like EST LVA; empty for all."),
    h("label", {class: "row"}, h("input", {type: "checkbox", name: "thin"}), "Send identifiers only"),
    h("button", {}, "Add webhook"));
  onSubmit(create, async values => {
    const countries = items(values["hook-countries"]);
    const created = await call("POST", WEBHOOKS, {
      url: values.url,
      events: EVENTS.filter(event => create.elements[event].checked),
      countries: countries.length ? countries : null,
      payload: create.elements.thin.checked ? "thin" : "full",
    });
    await reload(newSecret(created));
  });
  const section = h("section", {}, h("h2", {}, "Your webhooks"),
    h("div", {class: "card stack"},
      message,
      h("p", {}, "Changes of competitions are sent to an address as they happen, signed. ", exampleLink("receive_webhook.py"),
        " receives and verifies them. Without an address of your own, ", exampleLink("follow.py"), " keeps a copy of the calendar up to date with an API key."),
      webhooks.length > 0 && h("ul", {class: "stack"}, webhooks.map(webhook => row(webhook, reload))),
      create));
  return section;
}
