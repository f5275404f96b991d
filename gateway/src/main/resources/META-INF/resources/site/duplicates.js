import {byName, call, session, siteSettings} from "./api.js";
import {competitionPage, emptyState, focusOn, h, note, selectField, show} from "./dom.js";
import {refreshAccount} from "./layout.js";
import {LABELS, memberText} from "./members.js";

const DUPLICATES_PATH = "/api/v1/duplicates";
const STATES = [["open", "To decide"], ["proposed", "Proposed, two countries decide"], ["same", "Merged"], ["different", "Different"]];
/** Members that a merge cannot take. */
const NOT_TRANSFERABLE = ["slug", "country_id"];

let countries = {}, pairs = [], current = 0, lastDecided = null, busy = false, reloadRequested = false;
const filters = h("form", {class: "row"});
const messages = h("div", {});
const pairSection = h("section", {"aria-labelledby": "pair", tabindex: "-1"});

// One pair

const pairName = ({competitions: [left, right]}) => `“${left.full_name}” and “${right.full_name}”`;

function differs(member, [left, right]) {
  return JSON.stringify(left[member] ?? "") !== JSON.stringify(right[member] ?? "");
}

/** A member of one competition, with a checkbox to take it if the other competition is kept. */
function memberCell(member, side, pair) {
  const text = memberText(pair.competitions[side], member);
  const fills = !memberText(pair.competitions[1 - side], member);
  // A competition keeps the national id that it has.
  const mayTake = text && isUndecided(pair) && !NOT_TRANSFERABLE.includes(member) && (fills || member !== "national_id");
  return h("td", {}, text || h("span", {class: "soft"}, "–", h("span", {class: "visually-hidden"}, " absent")),
    mayTake && h("label", {class: "row middle"},
      h("input", {type: "checkbox", name: "take", value: member, "data-side": side, "data-fills": fills}),
      "Take", h("span", {class: "visually-hidden"}, ` ${LABELS[member]} of ${side ? "2" : "1"}`)));
}

function memberGroups(pair, different) {
  return Object.keys(LABELS)
    .filter(member => differs(member, pair.competitions) === different)
    .filter(member => pair.competitions.some(competition => memberText(competition, member)))
    .map(member => h("tbody", {class: different && "differs"},
      h("tr", {}, h("th", {colspan: "2", scope: "rowgroup"}, LABELS[member], different && h("span", {class: "tag"}, "≠ differs"))),
      h("tr", {}, different ? [0, 1].map(side => memberCell(member, side, pair)) : h("td", {colspan: "2"}, memberText(pair.competitions[0], member)))));
}

function columnHeader(pair, side) {
  const competition = pair.competitions[side];
  return h("th", {scope: "col"}, h("a", {href: competitionPage(competition)}, `${side + 1}: ${competition.full_name}`),
    isUndecided(pair) && h("label", {class: "row middle"}, h("input", {type: "radio", name: "keep", value: String(side), checked: side === 0}), `Keep ${side + 1}`));
}

const isUndecided = pair => pair.state === "open" || pair.state === "proposed";

/** Offers the members of the competition that is not kept. Those of a proposal are chosen, otherwise those that the kept one lacks. */
function chooseKept(side) {
  const {proposal, competitions} = pairs[current];
  const proposedMembers = proposal?.keep === competitions[side].id && proposal.take;
  pairSection.querySelectorAll("[name=keep]").forEach(radio => { radio.checked = radio.value === String(side); });
  pairSection.querySelectorAll("[name=take]").forEach(box => {
    const offered = box.dataset.side !== String(side);
    box.closest("label").hidden = !offered;
    box.checked = offered && (proposedMembers ? proposedMembers.includes(box.value) : "fills" in box.dataset);
  });
}

const chosenSide = () => Number(pairSection.querySelector("[name=keep]:checked").value);
const chosenMembers = () => [...pairSection.querySelectorAll("[name=take]:checked")].map(box => box.value);

function shortcutButton(text, key, kind, onclick) {
  return h("button", {type: "button", class: kind, onclick, "aria-keyshortcuts": key}, text, h("kbd", {"aria-hidden": "true"}, key));
}

function showPair() {
  const pair = pairs[current];
  if (!pair) return pairSection.replaceChildren(emptyState("No pairs", h("p", {class: "soft"}, "Competitions that may be the same are listed here, when there are any.")));
  const equal = memberGroups(pair, false);
  pairSection.replaceChildren(h("div", {class: "stack"},
    h("h2", {id: "pair"}, isUndecided(pair) ? "Are these the same competition?" : "This pair was decided"),
    h("p", {}, `Pair ${current + 1} of ${pairs.length}: ${Math.round(pair.score * 100)} % alike`, pair.reasons.length > 0 && " – " + pair.reasons.join(", "), "."),
    pair.proposal && h("p", {}, `Proposed by ${countries[pair.proposal.country_id]}: keep ${proposedSide(pair) + 1}, with the members that are chosen here.`),
    h("table", {class: "pair card"}, h("caption", {class: "visually-hidden"}, "Members of both"),
      h("thead", {}, h("tr", {}, [0, 1].map(side => columnHeader(pair, side)))), memberGroups(pair, true)),
    equal.length > 0 && h("details", {}, h("summary", {}, `Equal in both (${equal.length})`), h("table", {class: "pair card"}, equal)),
    h("div", {class: "row actions"},
      isUndecided(pair) && [shortcutButton("Same: merge", "s", null, merge), shortcutButton("Different", "d", "second", markDifferent)],
      !isUndecided(pair) && shortcutButton("Undo", "u", "second", () => undo(pair)),
      shortcutButton("Previous", "k", "second", () => step(-1)), shortcutButton("Next", "j", "second", () => step(1)))));
  chooseKept(proposedSide(pair));
  pairSection.querySelectorAll("[name=keep]").forEach(radio => radio.addEventListener("change", () => chooseKept(chosenSide())));
}

/** Side of the competition that a proposal keeps; without a proposal, the first. */
const proposedSide = ({proposal, competitions}) => Number(competitions[1].id === proposal?.keep);

/** Shows another pair, unless a decision about the shown one is being saved. */
const step = by => busy || go(by);

function go(by) {
  current = Math.min(Math.max(current + by, 0), Math.max(pairs.length - 1, 0));
  showPair();
  focusOn(pairSection);
}

// Decisions

/** Runs an action, one at a time, and shows its error. A change of the filter meanwhile is followed afterwards. */
async function run(action) {
  if (busy) return;
  busy = true;
  try {
    await action();
  } catch (error) {
    messages.replaceChildren(note("bad", h("p", {}, [error.message, ...(error.fields ?? []).map(field => field.join(": "))].join(" "))));
  } finally {
    busy = false;
    if (reloadRequested) reload();
  }
}

function decide(body, message) {
  const pair = pairs[current];
  return pair && isUndecided(pair) && run(async () => {
    let result;
    lastDecided = null;
    try {
      const {state} = await call("POST", `${DUPLICATES_PATH}/${pair.id}`, body);
      if (state !== "proposed") lastDecided = pair;
      result = note("good", h("p", {}, state === "proposed" ? `Proposed: ${pairName(pair)} are merged once an admin of the other country agrees.` : message(pair)),
        lastDecided && shortcutButton("Undo", "u", "second", () => undo(pair)));
    } catch (error) {
      const state = STATES.find(([name]) => name === error.detail?.state)?.[1];
      if (!state && !error.detail?.merged_into && error.status !== 404) throw error;
      result = note("bad", h("p", {}, `${pairName(pair)}: ${state ? `another admin has decided it, ${state.toLowerCase()}` : error.message}. Your decision was not saved; the list goes on.`));
    }
    pairs.splice(current, 1);
    if (!pairs.length) await load();
    messages.replaceChildren(result);
    go(0);
  });
}

function merge() {
  const pair = pairs[current];
  if (!pair || !isUndecided(pair)) return;
  const kept = chosenSide();
  decide({same: true, keep: pair.competitions[kept].id, take: chosenMembers()},
    () => `Merged: “${pair.competitions[1 - kept].full_name}” now leads to “${pair.competitions[kept].full_name}”.`);
}

const markDifferent = () => decide({same: false}, pair => `Not the same: ${pairName(pair)} both stay, and this is not asked again.`);

const undo = pair => pair && run(async () => {
  await call("POST", `${DUPLICATES_PATH}/${pair.id}/undo`);
  lastDecided = null;
  await load();
  current = Math.max(pairs.findIndex(({id}) => id === pair.id), 0);
  messages.replaceChildren(note("good", h("p", {}, `Undone: ${pairName(pair)} are as before.`)));
  go(0);
});

// Data

async function load() {
  const {country, state} = Object.fromEntries(new FormData(filters));
  history.replaceState(null, "", "?" + new URLSearchParams({country, state}));
  const found = await call("GET", `${DUPLICATES_PATH}?country=${country}&state=${state}&limit=100`);
  // Of a merged pair one competition may have been deleted since.
  pairs = found.filter(({competitions}) => competitions.length === 2);
  current = 0;
}

function reload() {
  reloadRequested = busy;
  return run(async () => {
    messages.replaceChildren();
    lastDecided = null;
    await load();
    showPair();
  });
}

const KEYS = {s: merge, d: markDifferent, j: () => step(1), k: () => step(-1), u: () => undo(lastDecided ?? pairs.slice(current, current + 1).find(pair => !isUndecided(pair))), 1: () => pairs[current] && chooseKept(0), 2: () => pairs[current] && chooseKept(1)};

function onKey(event) {
  const action = KEYS[event.key];
  if (!action || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
}

async function begin() {
  await refreshAccount();
  ({countries} = await siteSettings);
  const administered = session.superuser ? Object.keys(countries) : session.countries;
  if (!administered.length) return show("content", emptyState("Admins only",
    h("p", {class: "soft"}, session.token ? "Your account is not in the group of a country." : "Log in as an admin of a country to review its possible duplicates."),
    h("a", {class: "button", href: session.token ? "/account/" : "/account/?then=/duplicates/"}, session.token ? "My account" : "Log in")));
  filters.append(
    selectField("country", "Country", administered.map(code => [code, countries[code] ?? code]).sort(byName)),
    selectField("state", "Show", STATES));
  for (const [name, value] of new URLSearchParams(location.search)) {
    const option = filters.querySelector(`select[name="${CSS.escape(name)}"] option[value="${CSS.escape(value)}"]`);
    if (option) option.selected = true;
  }
  filters.addEventListener("change", reload);
  pairSection.addEventListener("keydown", onKey);
  messages.addEventListener("keydown", onKey);
  show("content", h("p", {}, "Competitions of your countries that may have been registered twice. A merge keeps one of them; the address, the id and the national id of the other one lead to it. A decision can be undone, a merge for 30 days."),
    h("details", {}, h("summary", {}, "Keys"), h("p", {}, "Once a pair is focused: s same, d different, 1 or 2 the one to keep, j next, k previous, u undo; Tab and the space bar choose the members to take over.")),
    filters, messages, pairSection);
  await reload();
  pairSection.focus();
}

begin();
