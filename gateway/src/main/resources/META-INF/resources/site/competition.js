import {fetchChanges, fetchCompetitions, session, siteSettings} from "./api.js";
import {emptyState, h, nameOf, note, externalLink, show, statusText} from "./dom.js";
import {long, span} from "./dates.js";
import {refreshAccount} from "./layout.js";
import {LABELS, memberText} from "./members.js";
import {fetchStored, statusForm} from "./status-form.js";

const LINKS = ["website", "entry_link", "results_link"];
const BEFORE_POSITION = ["short_name", "address"];
const AFTER_POSITION = ["age_groups", "wa_rankings_category_id", "events", "contact_details", "national_id"];

function detail(name, value) {
  return value ? [h("dt", {}, name), h("dd", {}, value)] : [];
}

function page(competition, countries) {
  const links = LINKS.map(member => externalLink(competition[member], LABELS[member])).filter(Boolean);
  links.forEach((link, i) => { link.className = i ? "button second" : "button"; });
  const details = members => members.map(member => detail(LABELS[member], memberText(competition, member))).flat();
  document.title = competition.full_name + " – OpenTrack";
  return [
    h("p", {}, h("a", {href: `/calendar/?country=${competition.country_id}&year=${competition.year}&month=${competition.date.slice(0, 7)}`}, "‹ Calendar")),
    h("h1", {}, nameOf(competition)),
    statusText(competition) && note("bad", h("p", {}, statusText(competition))),
    competition.name_local && competition.name_local !== competition.full_name && h("p", {class: "lead"}, competition.name_local),
    h("p", {class: "lead"}, span(competition) + " · " + [competition.city, countries[competition.country_id]].filter(Boolean).join(", ")),
    links.length > 0 && h("p", {class: "row"}, links),
    competition.basic_description && h("p", {class: "card description"}, competition.basic_description),
    h("h2", {}, "Details"),
    h("div", {class: "card"}, h("dl", {class: "facts"},
      details(BEFORE_POSITION),
      detail("Position", competition.latitude !== null && competition.longitude !== null && `${memberText(competition, "latitude")}, ${memberText(competition, "longitude")}`),
      details(AFTER_POSITION), detail("Former dates", (competition.status?.previous_dates ?? []).map(long).join(", ")),
      detail("Id", competition.id))),
  ].filter(Boolean);
}

/** The competition as it is stored for those who have an account, otherwise as it was published. */
async function fetchCompetition(country, year, id) {
  if (session.token) {
    try {
      return await fetchStored(id);
    } catch (error) {
      if (error.status === 404 || error.status === 422) return undefined;
    }
  }
  const published = await fetchCompetitions(`domestic_calendar_${country}_${year}.json`);
  return published.find(item => item.id === id) ?? findMerged(published, country, id);
}

/** The published competition that another one was merged into. */
async function findMerged(published, country, id) {
  const {changes} = await fetchChanges(country).catch(() => ({changes: []}));
  const targets = new Map(changes.filter(change => change.merged_into).map(change => [change.id, change.merged_into]));
  let target = id;
  while (targets.has(target)) target = targets.get(target);
  return published.find(item => item.id === target);
}

async function begin() {
  const query = new URLSearchParams(location.search);
  const country = query.get("country") ?? "", year = query.get("year") ?? "";
  const {countries} = await siteSettings;
  const notFound = [h("h1", {}, "Competition"), emptyState("Not found",
    h("p", {class: "soft"}, "It may have been moved or deleted, or is not published yet."), h("a", {class: "button", href: "/calendar/"}, "Go to the calendar"))];
  if (!Object.hasOwn(countries, country) || !/^\d{4}$/.test(year)) return show("content", notFound);
  try {
    await refreshAccount();
    const competition = await fetchCompetition(country, year, query.get("id") ?? "");
    if (!competition) return show("content", notFound);
    const view = h("div", {}, page(competition, countries));
    const mayChange = competition.etag && session.administers(competition.country_id);
    show("content", view, mayChange && statusForm(competition, stored => view.replaceChildren(...page(stored, countries))));
  } catch (error) {
    show("content", h("h1", {}, "Competition"), note("bad", h("p", {}, error.message)));
  }
}

begin();
