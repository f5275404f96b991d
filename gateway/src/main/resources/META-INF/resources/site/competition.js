import {fetchCompetitions, siteSettings} from "./api.js";
import {emptyState, h, nameOf, note, externalLink, show, statusText} from "./dom.js";
import {long, span} from "./dates.js";
import "./layout.js";

const CATEGORIES = ["OW", "DF", "GW", "GL", "A", "B", "C", "D", "E", "F"];
const LINKS = [["website", "Website"], ["entry_link", "Entries"], ["results_link", "Results"]];

function detail(name, value) {
  return value ? [h("dt", {}, name), h("dd", {}, value)] : [];
}

function category(id) {
  return id && (CATEGORIES[id - 1] ?? String(id));
}

function eventName(event) {
  const name = event?.name ?? event?.event_name ?? event?.event_code ?? event?.code;
  return typeof name === "string" ? name : null;
}

function page(competition, countries) {
  const links = LINKS.map(([member, text]) => externalLink(competition[member], text)).filter(Boolean);
  links.forEach((link, i) => { link.className = i ? "button second" : "button"; });
  const events = [...new Set((competition.events ?? []).map(eventName).filter(Boolean))];
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
      detail("Short name", competition.short_name), detail("Address", competition.address),
      detail("Position", competition.latitude !== null && competition.longitude !== null && `${competition.latitude}, ${competition.longitude}`),
      detail("Age groups", competition.age_groups.replaceAll(",", ", ").replace(/ +/g, " ")),
      detail("Ranking category", category(competition.wa_rankings_category_id)),
      detail("Events", events.join(", ")), detail("Contact", competition.contact_details),
      detail("National id", competition.national_id), detail("Former dates", (competition.status?.previous_dates ?? []).map(long).join(", ")),
      detail("Id", competition.id))),
  ].filter(Boolean);
}

async function begin() {
  const query = new URLSearchParams(location.search);
  const country = query.get("country") ?? "", year = query.get("year") ?? "";
  const {countries} = await siteSettings;
  const notFound = [h("h1", {}, "Competition"), emptyState("Not found",
    h("p", {class: "soft"}, "It may have been moved or deleted, or is not published yet."), h("a", {class: "button", href: "/calendar/"}, "Go to the calendar"))];
  if (!Object.hasOwn(countries, country) || !/^\d{4}$/.test(year)) return show("content", notFound);
  try {
    const competition = (await fetchCompetitions(`domestic_calendar_${country}_${year}.json`)).find(item => item.id === query.get("id"));
    show("content", competition ? page(competition, countries) : notFound);
  } catch (error) {
    show("content", h("h1", {}, "Competition"), note("bad", h("p", {}, error.message)));
  }
}

begin();
