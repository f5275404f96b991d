const TOKEN = "opentrack-token";
const GROUPS = "opentrack-groups";
const MAX_RETRIES = 2;
/** Passwords are hashed with low priority: on a busy machine such a call is rejected several times. */
const MAX_PASSWORD_RETRIES = 15;

/** Token of the logged-in account, stored for this tab until it is closed. */
export const session = {
  get token() { return sessionStorage.getItem(TOKEN); },
  set token(token) { sessionStorage.setItem(TOKEN, token); },
  /** Groups of the account when it was read last. They decide only what is shown; the services check the rights. */
  get groups() { return this.token ? JSON.parse(sessionStorage.getItem(GROUPS) ?? "[]") : []; },
  get superuser() { return this.groups.includes("SUPERUSER"); },
  /** Countries whose group the account has. */
  get countries() { return this.groups.filter(group => group.startsWith("ADMIN_")).map(group => group.slice(6)); },
  administers(country) { return this.superuser || this.countries.includes(country); },
  end() { sessionStorage.removeItem(TOKEN); sessionStorage.removeItem(GROUPS); },
};

/** Error response with its `detail`; `fields` has the violations as pairs of member and message. */
export class ApiError extends Error {
  constructor(status, detail, retryAfter) {
    super(errorMessage(status, detail, retryAfter));
    this.status = status;
    this.detail = detail;
    this.fields = Array.isArray(detail) ? detail.map(violation => [String(violation.loc?.at(-1)), String(violation.msg)]) : [];
  }
}

function errorMessage(status, detail, retryAfter) {
  if (status === 0) return "The service cannot be reached. Are you online?";
  if (status === 429) return "Too many attempts. Try again in " + Math.ceil((Number(retryAfter) || 60) / 60) + " min.";
  if (Array.isArray(detail)) return "Please correct the marked fields.";
  if (typeof detail === "string") return detail;
  if (typeof detail?.error === "string") return detail.error;
  return "The request failed (status " + status + ").";
}

/**
 * Calls the API with the token of the session, and returns the JSON of the response or null. A 503 says that nothing was
 * written and when to send the request again.
 */
export async function call(method, path, body, headers = {}, retries = MAX_RETRIES) {
  const form = body instanceof URLSearchParams;
  const all = {...headers, ...session.token && {Authorization: "Bearer " + session.token}, ...body && !form && {"Content-Type": "application/json"}};
  const response = await fetch(path, {method, headers: all, body: body && !form ? JSON.stringify(body) : body})
    .catch(() => { throw new ApiError(0); });
  if (response.status === 503 && retries > 0) {
    const seconds = Math.min(Number(response.headers.get("Retry-After")) || 1, 5);
    await new Promise(resolve => setTimeout(resolve, seconds * 1000));
    return call(method, path, body, headers, retries - 1);
  }
  const text = await response.text();
  let json = null;
  try { json = text ? JSON.parse(text) : null; } catch { /* not a response of the API, but of a proxy before it */ }
  if (!response.ok) throw new ApiError(response.status, json?.detail, response.headers.get("Retry-After"));
  return json;
}

/** Calls an operation that hashes a password. */
export const callWithPassword = (path, body) => call("POST", path, body, {}, MAX_PASSWORD_RETRIES);

/** The logged-in account. */
export async function fetchAccount() {
  const account = await call("GET", "/api/v1/auth/me");
  sessionStorage.setItem(GROUPS, JSON.stringify(account.groups));
  return account;
}

export async function logIn(email, password) {
  session.end();
  const response = await callWithPassword("/api/v1/auth/token", new URLSearchParams({username: email, password}));
  session.token = response.access_token;
}

/** Order of pairs of a code and a name. */
export const byName = (a, b) => a[1].localeCompare(b[1], "en");

/** URL of the published calendars and names of the countries. */
export const siteSettings = fetch("/site.json").then(response => response.json());

export const fetchCalendarFile = name => fetchFile("/euroath/" + name);
/** The competitions of a calendar, with their status. */
export const fetchCompetitions = name => fetchFile("/athcal/" + name);
/** The changes of a country's competitions in the last months. */
export const fetchChanges = country => fetchFile(`/changes/${country}.json`);

async function fetchFile(name) {
  const {calendars} = await siteSettings;
  if (!calendars) throw new ApiError(404, "This installation publishes no calendars.");
  const response = await fetch(calendars + name).catch(() => { throw new ApiError(0); });
  if (!response.ok) throw new ApiError(response.status, "This calendar is not published yet. It will be published by the next nightly run.");
  return response.json();
}

/** Groups of all countries by the countries' names, each with a label. */
export async function countryGroups() {
  const {countries} = await siteSettings;
  return Object.entries(countries).sort(byName)
    .map(([code, name]) => ["ADMIN_" + code, `${name} (ADMIN_${code})`]);
}
