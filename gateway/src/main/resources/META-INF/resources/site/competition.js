import {calendarFile, facts} from "./api.js";
import {empty, h, note, outward, show} from "./dom.js";
import {span} from "./dates.js";
import "./frame.js";

const CATEGORIES = ["OW", "DF", "GW", "GL", "A", "B", "C", "D", "E", "F"];
const LINKS = [["website", "Website"], ["entry_link", "Entries"], ["results_link", "Results"]];

function facet(name, value) {
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
  const links = LINKS.map(([member, text]) => outward(competition[member], text)).filter(Boolean);
  links.forEach((link, i) => { link.className = i ? "button second" : "button"; });
  const events = [...new Set((competition.events ?? []).map(eventName).filter(Boolean))];
  document.title = competition.full_name + " – OpenTrack";
  return [
    h("p", {}, h("a", {href: `/calendar/?country=${competition.country_id}&year=${competition.year}&month=${competition.date.slice(0, 7)}`}, "‹ Calendar")),
    h("h1", {}, competition.full_name),
    competition.name_local && competition.name_local !== competition.full_name && h("p", {class: "lead"}, competition.name_local),
    h("p", {class: "lead"}, span(competition) + " · " + [competition.city, countries[competition.country_id]].filter(Boolean).join(", ")),
    links.length > 0 && h("p", {class: "row"}, links),
    competition.basic_description && h("p", {class: "card description"}, competition.basic_description),
    h("h2", {}, "Facts"),
    h("div", {class: "card"}, h("dl", {class: "facts"},
      facet("Short name", competition.short_name), facet("Address", competition.address),
      facet("Position", competition.latitude !== null && competition.longitude !== null && `${competition.latitude}, ${competition.longitude}`),
      facet("Age groups", (competition.age_groups ?? []).join(", ").replaceAll(",", ", ").replace(/ +/g, " ")),
      facet("Ranking category", category(competition.wa_rankings_category_id)),
      facet("Events", events.join(", ")), facet("Contact", competition.contact_details),
      facet("National id", competition.national_id), facet("Id", competition.id))),
  ].filter(Boolean);
}

async function begin() {
  const asked = new URLSearchParams(location.search);
  const country = asked.get("country") ?? "", year = asked.get("year") ?? "";
  const {countries} = await facts;
  const none = [h("h1", {}, "Competition"), empty("Not found",
    h("p", {class: "soft"}, "It may have been moved or deleted, or not be published yet."), h("a", {class: "button", href: "/calendar/"}, "To the calendar"))];
  if (!Object.hasOwn(countries, country) || !/^\d{4}$/.test(year)) return show("content", none);
  try {
    const competition = (await calendarFile(`domestic_calendar_${country}_${year}.json`)).find(one => one.id === asked.get("id"));
    show("content", competition ? page(competition, countries) : none);
  } catch (refused) {
    show("content", h("h1", {}, "Competition"), note("bad", h("p", {}, refused.message)));
  }
}

begin();
