const TOKEN = "opentrack-token";
const SUPERUSER = "opentrack-superuser";

/** Token of the logged-in account, stored for this tab until it is closed. */
export const session = {
  get token() { return sessionStorage.getItem(TOKEN); },
  set token(token) { sessionStorage.setItem(TOKEN, token); },
  /** Decides only which links are shown; the services check the rights. */
  get superuser() { return Boolean(this.token) && sessionStorage.getItem(SUPERUSER) === "true"; },
  end() { sessionStorage.removeItem(TOKEN); sessionStorage.removeItem(SUPERUSER); },
};

/** Error response; `fields` has the violations as pairs of member and message. */
export class ApiError extends Error {
  constructor(status, detail, retryAfter) {
    super(errorMessage(status, detail, retryAfter));
    this.status = status;
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

/** Calls the API with the token of the session, and returns the JSON of the response or null. */
export async function call(method, path, body) {
  const headers = session.token ? {Authorization: "Bearer " + session.token} : {};
  const form = body instanceof URLSearchParams;
  if (body && !form) headers["Content-Type"] = "application/json";
  const response = await fetch(path, {method, headers, body: body && !form ? JSON.stringify(body) : body})
    .catch(() => { throw new ApiError(0); });
  const text = await response.text();
  let json = null;
  try { json = text ? JSON.parse(text) : null; } catch { /* not a response of the API, but of a proxy before it */ }
  if (!response.ok) throw new ApiError(response.status, json?.detail, response.headers.get("Retry-After"));
  return json;
}

/** The logged-in account. */
export async function fetchAccount() {
  const account = await call("GET", "/api/v1/auth/me");
  sessionStorage.setItem(SUPERUSER, String(account.groups.includes("SUPERUSER")));
  return account;
}

export async function logIn(email, password) {
  session.end();
  const response = await call("POST", "/api/v1/auth/token", new URLSearchParams({username: email, password}));
  session.token = response.access_token;
}

/** URL of the published calendars and names of the countries. */
export const siteSettings = fetch("/site.json").then(response => response.json());

export const fetchCalendarFile = name => fetchFile("/euroath/" + name);
/** The competitions of a calendar, with their status. */
export const fetchCompetitions = name => fetchFile("/athcal/" + name);

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
  return Object.entries(countries).sort((a, b) => a[1].localeCompare(b[1], "en"))
    .map(([code, name]) => ["ADMIN_" + code, `${name} (ADMIN_${code})`]);
}
