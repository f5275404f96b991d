import {byName, fetchCalendarFile, fetchCompetitions, siteSettings} from "./api.js";
import {competitionPage, emptyState, h, nameOf, note, show, statusText} from "./dom.js";
import {long, monthName, plusDays, plusMonths, shortMonth, today, weekday, weeks} from "./dates.js";
import {searchTest, searchText} from "./search.js";
import "./layout.js";

const SHOWN_AT_ONCE = 50, IN_A_CELL = 3;
const form = document.getElementById("filters");
const state = {q: "", country: "", age: "", year: String(new Date().getFullYear()), month: "", view: "month", day: "", shown: SHOWN_AT_ONCE};
/** The list to which the competitions after its year were added. */
let completed;
let competitions = [], countries = {}, calendars = "", published = new Set();

// Filters

const ageGroups = competition => competition.age_groups.split(",").map(text => text.trim()).filter(Boolean);

/** Age group for comparison, as the API folds it. */
const folded = ageGroup => ageGroup.toUpperCase();

const overlaps = (competition, first, last) => competition.date <= last && competition.finish_date >= first;
const touches = (competition, month) => overlaps(competition, month + "-01", month + "-31");

function filtered() {
  const found = searchTest(state.q), age = folded(state.age);
  return competitions.filter(competition => found(competition.text) && (!age || ageGroups(competition).map(folded).includes(age)));
}

// Elements

const place = competition => [competition.city, countries[competition.country_id] ?? competition.country_id].filter(Boolean).join(", ");

function entry(competition) {
  const days = competition.date === competition.finish_date ? weekday(competition.date)
    : "– " + Number(competition.finish_date.slice(8)) + " " + shortMonth(competition.finish_date);
  return h("li", {},
    h("div", {class: "when"}, h("b", {}, String(Number(competition.date.slice(8)))), h("span", {class: "soft small"}, shortMonth(competition.date) + " " + days)),
    h("div", {class: "what"}, h("a", {href: competitionPage(competition)}, nameOf(competition)),
      statusText(competition) && h("div", {class: "state"}, statusText(competition)),
      h("div", {class: "soft"}, place(competition)),
      ageGroups(competition).length > 0 && h("div", {class: "small soft"}, ageGroups(competition).join(", "))));
}

function byDay(list) {
  const first = weeks(state.month)[0][0], last = weeks(state.month).at(-1)[6], days = new Map();
  for (const competition of list) {
    const end = competition.finish_date < last ? competition.finish_date : last;
    for (let day = competition.date > first ? competition.date : first; day <= end; day = plusDays(day, 1)) {
      days.set(day, [...days.get(day) ?? [], competition]);
    }
  }
  return days;
}

function cell(day, list) {
  const kind = [day.slice(0, 7) !== state.month && "other", day === today() && "today", list.length && "has"].filter(Boolean).join(" ");
  const number = String(Number(day.slice(8)));
  if (!list.length) return h("td", {class: kind}, h("span", {class: "number"}, number));
  const choose = () => { state.day = state.day === day ? "" : day; update(); document.getElementById("day")?.focus(); };
  const count = `${long(day)}, ${list.length} ${list.length === 1 ? "competition" : "competitions"}`;
  const rest = list.length - IN_A_CELL;
  return h("td", {class: kind},
    h("button", {type: "button", class: "dot", "aria-label": count, "aria-pressed": String(state.day === day), onclick: choose}, number),
    h("span", {class: "number"}, number),
    h("ul", {}, list.slice(0, IN_A_CELL).map(competition => h("li", {}, h("a", {href: competitionPage(competition), title: [competition.full_name, statusText(competition)].filter(Boolean).join(" – ")}, nameOf(competition))))),
    rest > 0 && h("button", {type: "button", class: "more", "aria-label": `${rest} more, ${long(day)}`, onclick: choose}, `+ ${rest} more`));
}

/** @param all with those of neighbouring years, whose days are in the first and last week */
function monthView(list, all) {
  const days = byDay(all);
  const ofDay = state.day && days.get(state.day);
  const table = h("table", {class: "month"}, h("caption", {class: "visually-hidden"}, monthName(state.month)),
    h("thead", {}, h("tr", {}, weeks(state.month)[0].map(day => h("th", {scope: "col"}, weekday(day))))),
    h("tbody", {}, weeks(state.month).map(week => h("tr", {}, week.map(day => cell(day, days.get(day) ?? []))))));
  const any = list.some(competition => touches(competition, state.month));
  return [table,
    ofDay && h("section", {}, h("h2", {id: "day", tabindex: "-1"}, long(state.day)), h("ul", {class: "days"}, ofDay.map(entry))),
    !any && emptyResult(list)];
}

function listView(list) {
  const from = list.filter(competition => competition.finish_date >= state.month + "-01");
  if (!from.length) return [emptyResult(list)];
  const more = h("button", {type: "button", class: "second", onclick: () => { state.shown += SHOWN_AT_ONCE; update(); }}, "Show more");
  return [h("ul", {class: "days"}, from.slice(0, state.shown).map(entry)), from.length > state.shown && h("p", {}, more)];
}

function emptyResult(list) {
  const next = list.find(competition => competition.date >= state.month + "-01") ?? list[0];
  if (!next) return emptyState("Nothing found", h("p", {class: "soft"}, competitions.length ? "No competition matches. Try fewer words or another country." : "No competition is published for this country and year yet."));
  const month = next.date.slice(0, 7);
  return h("p", {class: "note"}, "No competition in this month. ", h("button", {type: "button", class: "second", onclick: () => go(month)}, "Go to " + monthName(month)));
}

function go(month) {
  state.month = month;
  state.day = "";
  state.shown = SHOWN_AT_ONCE;
  if (month.slice(0, 4) !== state.year && [...form.year.options].some(option => option.value === month.slice(0, 4))) {
    state.year = form.year.value = month.slice(0, 4);
    load();
  } else update();
}

function bar(list) {
  const step = (text, label, month) => h("button", {type: "button", class: "second", "aria-label": label, onclick: () => go(month)}, text);
  const view = (name, text) => h("button", {type: "button", class: "second", "aria-pressed": String(state.view === name), onclick: () => { state.view = name; update(); }}, text);
  return h("div", {class: "bar"},
    h("div", {}, h("h2", {}, (state.view === "list" ? "From " : "") + monthName(state.month)),
      h("span", {class: "soft", role: "status"}, `${list.length.toLocaleString("en")} ${list.length === 1 ? "competition" : "competitions"} in ${state.year}`)),
    h("div", {class: "row"}, h("a", {class: "button second", href: calendars.replace(/^https?:/, "webcal:") + "/euroath/" + calendarName() + ".ics"}, "Subscribe"),
      published.has(feedName()) && h("a", {class: "button second", type: "application/atom+xml", href: calendars + "/" + feedName()}, "News feed"),
      step("‹", "Previous month", plusMonths(state.month, -1)), step("Today", "This month", today().slice(0, 7)), step("›", "Next month", plusMonths(state.month, 1)),
      h("span", {class: "row", role: "group", "aria-label": "View"}, view("month", "Month"), view("list", "List"))));
}

function update() {
  const active = document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent;
  const within = document.getElementById("content").contains(document.activeElement);
  if (state.month === state.year + "-12" && completed !== competitions) addNextYear();
  const all = filtered(), list = all.filter(competition => overlaps(competition, state.year + "-01-01", state.year + "-12-31"));
  show("content", bar(list), ...(state.view === "month" ? monthView(list, all) : listView(list)));
  // Rendering replaced the focused element: focus its successor.
  if (within) [...document.querySelectorAll("#content button")].find(button => (button.getAttribute("aria-label") ?? button.textContent) === active)?.focus();
  const {shown, ...stored} = state;
  history.replaceState(null, "", "?" + new URLSearchParams(Object.entries(stored).filter(([, value]) => value)));
}

// Data

const options = (select, entries, value) => {
  select.replaceChildren(...entries.map(([key, name]) => h("option", {value: key}, name)));
  select.value = entries.some(([key]) => key === value) ? value : entries[0][0];
};

const feedName = () => `feeds/${state.country}.atom`;
const calendarName = () => state.country ? "domestic_calendar_" + state.country : "european_calendar";

const searchable = competition => ({...competition, text: searchText(competition)});

/** Competitions of a neighbouring year on days that the months of this one show; each is in the file of its first day's year only. */
async function fetchNeighbours(year) {
  const name = `${calendarName()}_${year}.json`;
  const rows = published.has("euroath/" + name) ? await fetchCompetitions(name) : [];
  const first = weeks(state.year + "-01")[0][0], last = weeks(state.year + "-12").at(-1)[6];
  return rows.filter(competition => overlaps(competition, first, last));
}

/** Adds the competitions after this year, which are shown in December only. */
function addNextYear() {
  const loaded = completed = competitions;
  fetchNeighbours(Number(state.year) + 1).then(rows => {
    loaded.push(...rows.map(searchable));
    if (loaded === competitions) update();
  }, () => {});
}

async function load() {
  show("content", h("p", {class: "loading", role: "status"}, "Loading…"));
  try {
    const rows = await Promise.all([fetchNeighbours(state.year - 1), fetchCompetitions(`${calendarName()}_${state.year}.json`)]);
    competitions = rows.flat().map(searchable);
  } catch (error) {
    return show("content", note("bad", h("p", {}, error.message)));
  }
  const ages = [...new Map(competitions.flatMap(ageGroups).map(age => [folded(age), age]))].sort((a, b) => a[0].localeCompare(b[0], "en", {numeric: true}));
  options(form.age, [["", "All"], ...ages], folded(state.age));
  state.age = form.age.value;
  update();
}

async function begin() {
  for (const [key, value] of new URLSearchParams(location.search)) if (key in state && key !== "shown") state[key] = value;
  ({countries, calendars} = await siteSettings);
  let files;
  try {
    ({files} = await fetchCalendarFile("index.json"));
  } catch (error) {
    return show("content", emptyState("No calendar yet", h("p", {class: "soft"}, error.message)));
  }
  published = new Set(files.map(file => file.name));
  const domestic = files.map(file => [/^euroath\/domestic_calendar_([A-Z]{3})_(\d{4})\.json$/.exec(file.name), file.rows]).filter(([name]) => name);
  const codes = [...new Set(domestic.filter(([name, rows]) => rows > 0 || name[1] === state.country).map(([name]) => name[1]))]
    .map(code => [code, countries[code] ?? code]).sort(byName);
  const years = [...new Set(domestic.map(([name]) => name[2]))].sort();
  options(form.country, [["", "All of Europe"], ...codes], state.country);
  options(form.year, years.map(year => [year, year]), state.year);
  form.q.value = state.q;
  state.country = form.country.value;
  state.year = form.year.value;
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(state.month)) state.month = state.year === today().slice(0, 4) ? today().slice(0, 7) : state.year + "-01";
  await load();
}

form.addEventListener("submit", event => event.preventDefault());
form.addEventListener("input", event => {
  const {name, value} = event.target;
  state[name] = value;
  state.day = "";
  state.shown = SHOWN_AT_ONCE;
  if (name === "year") state.month = value + state.month.slice(4);
  if (name === "year" || name === "country") load();
  else update();
});
begin();
