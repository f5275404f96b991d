import {call, session, siteSettings} from "./api.js";
import {emptyState, focusOn, h, note, selectField, show} from "./dom.js";
import {refreshAccount} from "./layout.js";
import {LABELS, memberText} from "./members.js";

const DUPLICATES = "/api/v1/duplicates";
const STATES = [["open", "To decide"], ["proposed", "Proposed, two countries decide"], ["same", "Merged"], ["different", "Different"]];
/** Members that a merge cannot take. */
const NOT_TAKEN = ["slug", "country_id"];

let countries = {}, pairs = [], at = 0, decided = null, busy = false;
const filters = h("form", {class: "row"});
const messages = h("div", {});
const region = h("section", {"aria-labelledby": "pair", tabindex: "-1"});

// One pair

const pairName = ({competitions: [left, right]}) => `“${left.full_name}” and “${right.full_name}”`;

function differs(member, [left, right]) {
  return JSON.stringify(left[member] ?? "") !== JSON.stringify(right[member] ?? "");
}

/** A member of one competition, with a box that takes it over if the other competition is kept. */
function cell(member, side, pair, different) {
  const text = memberText(pair.competitions[side], member);
  const fills = !memberText(pair.competitions[1 - side], member);
  // A competition keeps the national id that it has.
  const mayTake = different && text && isUndecided(pair) && !NOT_TAKEN.includes(member) && (fills || member !== "national_id");
  return h("td", {}, text || h("span", {class: "soft"}, "–", h("span", {class: "visually-hidden"}, " absent")),
    mayTake && h("label", {class: "row middle take"},
      h("input", {type: "checkbox", name: "take", value: member, "data-side": side, "data-fills": fills}),
      "Take", h("span", {class: "visually-hidden"}, ` ${LABELS[member]} of ${side ? "2" : "1"}`)));
}

function memberRows(pair, different) {
  return Object.keys(LABELS)
    .filter(member => differs(member, pair.competitions) === different)
    .filter(member => pair.competitions.some(competition => memberText(competition, member)))
    .map(member => h("tbody", {class: different && "differs"},
      h("tr", {}, h("th", {colspan: "2", scope: "rowgroup"}, LABELS[member], different && h("span", {class: "tag"}, "≠ differs"))),
      h("tr", {}, different ? [0, 1].map(side => cell(member, side, pair, true)) : h("td", {colspan: "2"}, memberText(pair.competitions[0], member)))));
}

function competitionHead(pair, side) {
  const competition = pair.competitions[side];
  const address = "/competition/?" + new URLSearchParams({country: competition.country_id, year: competition.year, id: competition.id});
  return h("th", {scope: "col"}, h("a", {href: address}, `${side + 1}: ${competition.full_name}`),
    isUndecided(pair) && h("label", {class: "row middle"}, h("input", {type: "radio", name: "keep", value: String(side), checked: side === 0}), `Keep ${side + 1}`));
}

const isUndecided = pair => pair.state === "open" || pair.state === "proposed";

/** Offers the members of the competition that is not kept, and takes those that fill a gap or that a proposal names. */
function chooseKept(side) {
  const {proposal, competitions} = pairs[at];
  const proposed = proposal?.keep === competitions[side].id && proposal.take;
  region.querySelectorAll("[name=keep]").forEach(radio => { radio.checked = radio.value === String(side); });
  region.querySelectorAll("[name=take]").forEach(box => {
    const offered = box.dataset.side !== String(side);
    box.closest("label").hidden = !offered;
    box.checked = offered && (proposed ? proposed.includes(box.value) : "fills" in box.dataset);
  });
}

const keptSide = () => Number(region.querySelector("[name=keep]:checked").value);
const taken = () => [...region.querySelectorAll("[name=take]:checked")].map(box => box.value);

function button(text, key, kind, onclick) {
  return h("button", {type: "button", class: kind, onclick, "aria-keyshortcuts": key}, text, h("kbd", {"aria-hidden": "true"}, key));
}

function showPair() {
  const pair = pairs[at];
  if (!pair) return region.replaceChildren(emptyState("No pairs", h("p", {class: "soft"}, "Competitions that may be the same are listed here, when there are any.")));
  const equal = memberRows(pair, false);
  region.replaceChildren(h("div", {class: "stack"},
    h("h2", {id: "pair"}, isUndecided(pair) ? "Are these the same competition?" : "These were decided"),
    h("p", {}, `Pair ${at + 1} of ${pairs.length}: ${Math.round(pair.score * 100)} % alike`, pair.reasons.length > 0 && " – " + pair.reasons.join(", "), "."),
    pair.proposal && h("p", {}, `Proposed by ${countries[pair.proposal.country_id]}: keep ${keptOf(pair) + 1}, with the members that are chosen here.`),
    h("table", {class: "pair card"}, h("caption", {class: "visually-hidden"}, "Members of both"),
      h("thead", {}, h("tr", {}, [0, 1].map(side => competitionHead(pair, side)))), memberRows(pair, true)),
    equal.length > 0 && h("details", {}, h("summary", {}, `Equal in both (${equal.length})`), h("table", {class: "pair card"}, equal)),
    h("div", {class: "row actions"},
      isUndecided(pair) && [button("Same: merge", "s", null, merge), button("Different", "d", "second", separate)],
      !isUndecided(pair) && button("Undo", "u", "second", () => undo(pair)),
      button("Previous", "k", "second", () => go(-1)), button("Next", "j", "second", () => go(1)))));
  chooseKept(keptOf(pair));
  region.querySelectorAll("[name=keep]").forEach(radio => radio.addEventListener("change", () => chooseKept(keptSide())));
}

/** Side of the competition that a proposal keeps; the first one without a proposal. */
const keptOf = ({proposal, competitions}) => Number(competitions[1].id === proposal?.keep);

function go(step) {
  at = Math.min(Math.max(at + step, 0), Math.max(pairs.length - 1, 0));
  showPair();
  focusOn(region);
}

// Decisions

/** Runs a call, one at a time; errors are shown and leave the list as it is. */
async function run(action) {
  if (busy) return;
  busy = true;
  try {
    await action();
  } catch (error) {
    messages.replaceChildren(note("bad", h("p", {}, [error.message, ...(error.fields ?? []).map(field => field.join(": "))].join(" "))));
  } finally {
    busy = false;
  }
}

function decide(body, message) {
  const pair = pairs[at];
  return pair && isUndecided(pair) && run(async () => {
    let result;
    try {
      const {state} = await call("POST", `${DUPLICATES}/${pair.id}`, body);
      decided = state === "proposed" ? null : pair;
      result = note("good", h("p", {}, state === "proposed" ? `Proposed: ${pairName(pair)} are merged once an admin of the other country agrees.` : message(pair)),
        decided && button("Undo", "u", "second", () => undo(pair)));
    } catch (error) {
      const state = STATES.find(([name]) => name === error.detail?.state)?.[1];
      if (!state && !error.detail?.merged_into && error.status !== 404) throw error;
      result = note("bad", h("p", {}, `${pairName(pair)}: ${state ? `another admin has decided it, ${state.toLowerCase()}` : error.message}. Your decision was not saved; the list goes on.`));
    }
    pairs.splice(at, 1);
    if (!pairs.length) await load();
    messages.replaceChildren(result);
    go(0);
  });
}

function merge() {
  const pair = pairs[at];
  if (!pair || !isUndecided(pair)) return;
  const kept = keptSide();
  decide({same: true, keep: pair.competitions[kept].id, take: taken()},
    () => `Merged: “${pair.competitions[1 - kept].full_name}” now leads to “${pair.competitions[kept].full_name}”.`);
}

const separate = () => decide({same: false}, pair => `Not the same: ${pairName(pair)} both stay, and this is not asked again.`);

const undo = pair => pair && run(async () => {
  await call("POST", `${DUPLICATES}/${pair.id}/undo`);
  decided = null;
  await load();
  at = Math.max(pairs.findIndex(({id}) => id === pair.id), 0);
  messages.replaceChildren(note("good", h("p", {}, `Undone: ${pairName(pair)} are as before.`)));
  go(0);
});

// Data

async function load() {
  const {country, state} = Object.fromEntries(new FormData(filters));
  history.replaceState(null, "", "?" + new URLSearchParams({country, state}));
  pairs = await call("GET", `${DUPLICATES}?country=${country}&state=${state}&limit=100`);
  at = 0;
}

const KEYS = {s: merge, d: separate, j: () => go(1), k: () => go(-1), u: () => undo(decided ?? (pairs[at] && !isUndecided(pairs[at]) && pairs[at])), 1: () => pairs[at] && chooseKept(0), 2: () => pairs[at] && chooseKept(1)};

function onKey(event) {
  const action = KEYS[event.key];
  if (!action || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
}

async function begin() {
  await refreshAccount();
  ({countries} = await siteSettings);
  const own = session.superuser ? Object.keys(countries) : session.countries;
  if (!own.length) return show("content", emptyState("Admins only",
    h("p", {class: "soft"}, session.token ? "Your account is not in the group of a country." : "Log in as an admin of a country to review its possible duplicates."),
    h("a", {class: "button", href: "/account/"}, session.token ? "My account" : "Log in")));
  filters.append(
    selectField("country", "Country", own.map(code => [code, countries[code] ?? code]).sort((a, b) => a[1].localeCompare(b[1], "en"))),
    selectField("state", "Show", STATES));
  for (const [name, value] of new URLSearchParams(location.search)) if (filters.elements[name]) filters.elements[name].value = value;
  const reload = () => run(async () => { messages.replaceChildren(); await load(); showPair(); });
  filters.addEventListener("change", reload);
  region.addEventListener("keydown", onKey);
  messages.addEventListener("keydown", onKey);
  show("content", h("p", {}, "Competitions of your countries that may have been registered twice. A merge keeps one of them; the address, the id and the national id of the other one lead to it. A decision can be undone, a merge for 30 days."),
    h("details", {}, h("summary", {}, "Keys"), h("p", {}, "Once a pair is focused: s same, d different, 1 or 2 the one to keep, j next, k previous, u undo; Tab and the space bar choose the members to take over.")),
    filters, messages, region);
  await reload();
  region.focus();
}

begin();
