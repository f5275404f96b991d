// Dates are texts like 2027-05-08, without a time zone.
const AT = day => new Date(day + "T00:00:00Z");
const format = options => new Intl.DateTimeFormat("en-GB", {timeZone: "UTC", ...options});
const LONG = format({weekday: "short", day: "numeric", month: "long", year: "numeric"});
const MONTH = format({month: "long", year: "numeric"});
const SHORT = format({month: "short"});
const WEEKDAY = format({weekday: "short"});

/** Day and time of an RFC 3339 timestamp, in the zone of the browser. */
export const dateTime = time => new Date(time).toLocaleString("en-GB", {dateStyle: "medium", timeStyle: "short"});
export const today = () => {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
};
export const plusDays = (day, days) => new Date(AT(day).getTime() + days * 86400000).toISOString().slice(0, 10);
export const long = day => LONG.format(AT(day));
export const monthName = month => MONTH.format(AT(month + "-01"));
export const shortMonth = day => SHORT.format(AT(day));
export const weekday = day => WEEKDAY.format(AT(day));
export const span = ({date, finish_date}) => date === finish_date ? long(date) : `${long(date)} – ${long(finish_date)}`;

/** A month as 2027-05, plus or minus a number of months. */
export function plusMonths(month, months) {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** The weeks of a month, from Monday, each seven days. */
export function weeks(month) {
  const first = month + "-01";
  const monday = plusDays(first, -((AT(first).getUTCDay() + 6) % 7));
  const all = [];
  for (let day = monday; day < plusMonths(month, 1) + "-01"; day = plusDays(day, 7)) {
    all.push(Array.from({length: 7}, (_, i) => plusDays(day, i)));
  }
  return all;
}
