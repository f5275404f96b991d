// Elements are built from text only, so that data is never parsed as markup.

/** Creates an element. Attributes `on…` are listeners; false and null are skipped; children are elements or text. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export function show(id, ...children) {
  document.getElementById(id).replaceChildren(...children.flat().filter(Boolean));
}

const STATUSES = {cancelled: "Cancelled", postponed: "Postponed", provisional: "Provisional", rescheduled: "New date"};

/** The status of a competition with its reason; empty for one that takes place as it was planned. */
export function statusText({status}) {
  return [STATUSES[status?.status], status?.reason].filter(Boolean).join(": ");
}

/** The name of a competition, struck through if it is cancelled. */
export const nameOf = competition => competition.status?.status === "cancelled" ? h("s", {}, competition.full_name) : competition.full_name;

/** URL of the page of a competition. */
export const competitionPage = ({country_id, year, id}) => "/competition/?" + new URLSearchParams({country: country_id, year, id});

/** A link to a URL from data, or null if it is not an http or https URL. */
export function externalLink(address, text) {
  let url;
  try { url = new URL(address); } catch { return null; }
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  return h("a", {href: url.href, rel: "noopener noreferrer nofollow"}, text ?? url.host + (url.pathname === "/" ? "" : url.pathname));
}

/** A message that screen readers announce when it appears. */
export function note(kind, ...children) {
  return h("div", {class: "note " + kind, role: kind === "bad" ? "alert" : "status"}, ...children);
}

export function emptyState(title, ...children) {
  return h("div", {class: "empty"}, h("h2", {}, title), ...children);
}

export function copyButton(text, what) {
  const button = h("button", {type: "button", class: "second"}, "Copy", h("span", {class: "visually-hidden"}, " " + what));
  const status = h("span", {class: "visually-hidden", role: "status"});
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "function" ? text() : text);
      status.textContent = "Copied";
      button.firstChild.textContent = "Copied";
    } catch {
      status.textContent = button.firstChild.textContent = "Copying failed: select the text and copy it";
    }
    setTimeout(() => { button.firstChild.textContent = "Copy"; status.textContent = ""; }, 2500);
  });
  return h("span", {}, button, status);
}

export function field(id, label, attributes = {}, hint = null) {
  const hintId = hint && id + "-hint";
  return h("p", {class: "field"},
    h("label", {for: id}, label),
    h("input", {id, name: id, required: true, "aria-describedby": hintId, ...attributes}),
    hint && h("span", {class: "hint", id: hintId}, hint));
}

/** @param options pairs of value and text */
export function selectField(id, label, options) {
  return h("p", {class: "field"}, h("label", {for: id}, label),
    h("select", {id, name: id, required: true}, options.map(([value, text]) => h("option", {value}, text))));
}

/** Moves the focus to an element that is no control, for example a message about what the focused button did. */
export function focusOn(element) {
  element.tabIndex = -1;
  element.focus();
}

/** Replaces a card by its successor, which begins with a message. */
export function replaceCard(card, successor, message) {
  card.replaceWith(successor);
  focusOn(message);
}

/** Link to a script that the site offers. */
export const exampleLink = name => h("a", {href: "/site/examples/" + name, download: true}, name);

/** Text to copy into a terminal or a program. */
export function codeSample(id, name, text) {
  return h("section", {class: "sample"},
    h("header", {}, h("h3", {id: id + "-title"}, name), copyButton(text, "the text of “" + name + "”")),
    h("pre", {id, tabindex: "0", role: "region", "aria-labelledby": id + "-title"}, text));
}

/** A button that runs an action, is disabled meanwhile, and shows its error. */
export function actionButton(name, label, run) {
  const button = h("button", {type: "button", class: "second", "aria-label": label}, name);
  let message = null;
  button.addEventListener("click", async () => {
    button.disabled = true;
    message?.remove();
    try {
      await run();
    } catch (error) {
      message = note("bad", h("p", {}, error.message));
      button.after(message);
    } finally {
      button.disabled = false;
      if (document.activeElement === document.body) button.focus();
    }
  });
  return button;
}

/** A new key or secret, which the suite does not show again, with a sentence about it and a button that copies `what`. */
export function secretNote(id, label, secret, what, sentence) {
  const text = h("input", {id, readonly: true, spellcheck: "false", autocomplete: "off"});
  text.value = secret;
  return note("good",
    h("p", {}, sentence),
    h("p", {class: "field"}, h("label", {for: id}, label), text),
    copyButton(secret, what));
}
