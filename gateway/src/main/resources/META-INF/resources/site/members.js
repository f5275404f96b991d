import {long} from "./dates.js";

const CATEGORIES = ["OW", "DF", "GW", "GL", "A", "B", "C", "D", "E", "F"];

/** Names of a competition's members for readers, in the order in which they are shown. */
export const LABELS = {
  full_name: "Name", short_name: "Short name", name_local: "Local name", country_id: "Country", date: "First day",
  finish_date: "Last day", city: "City", address: "Address", latitude: "Latitude", longitude: "Longitude",
  altitude: "Altitude", age_groups: "Age groups", wa_rankings_category_id: "Ranking category", events: "Events",
  contact_details: "Contact", basic_description: "Description", website: "Website", entry_link: "Entries",
  results_link: "Results", national_id: "National id", venue_id: "Venue", organiser_id: "Organiser", slug: "Short address",
};

function eventName(event) {
  const name = event?.name ?? event?.event_name ?? event?.event_code ?? event?.code;
  return typeof name === "string" ? name : null;
}

/** A number without an exponent. */
const number = value => Number(value).toLocaleString("en", {useGrouping: false, maximumFractionDigits: 20});

const TEXTS = {
  date: long,
  finish_date: long,
  latitude: number,
  longitude: number,
  altitude: number,
  // A list as it is stored, one text as it is published.
  age_groups: groups => String(groups).replaceAll(",", ", ").replace(/ +/g, " "),
  wa_rankings_category_id: id => CATEGORIES[id - 1] ?? String(id),
  events: events => [...new Set(events.map(eventName).filter(Boolean))].join(", "),
};

/** A member as text for readers, empty if it is absent. */
export function memberText(competition, member) {
  const value = competition[member] ?? "";
  return value === "" ? "" : (TEXTS[member] ?? String)(value);
}
