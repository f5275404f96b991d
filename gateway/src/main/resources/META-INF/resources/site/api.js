const TOKEN = "opentrack-token";
const SUPERUSER = "opentrack-superuser";

/** Kept for this tab alone, until it is closed. */
export const session = {
  get token() { return sessionStorage.getItem(TOKEN); },
  set token(token) { sessionStorage.setItem(TOKEN, token); },
  /** What the pages offer; what somebody may do is for the services to decide. */
  get superuser() { return Boolean(this.token) && sessionStorage.getItem(SUPERUSER) === "true"; },
  end() { sessionStorage.removeItem(TOKEN); sessionStorage.removeItem(SUPERUSER); },
};

/** An answer that says no; `fields` has what is wrong with which member. */
export class Refused extends Error {
  constructor(status, detail, retryAfter) {
    super(sentence(status, detail, retryAfter));
    this.status = status;
    this.fields = Array.isArray(detail) ? detail.map(wrong => [String(wrong.loc?.at(-1)), String(wrong.msg)]) : [];
  }
}

function sentence(status, detail, retryAfter) {
  if (status === 0) return "The service cannot be reached. Are you online?";
  if (status === 429) return "Too many attempts. Try again in " + Math.ceil((Number(retryAfter) || 60) / 60) + " min.";
  if (Array.isArray(detail)) return "Please mend what is marked.";
  if (typeof detail === "string") return detail;
  if (typeof detail?.error === "string") return detail.error;
  return "That did not work (" + status + ").";
}

/** Calls the API as whoever is logged in; the JSON of the answer, or null. */
export async function call(method, path, body) {
  const headers = session.token ? {Authorization: "Bearer " + session.token} : {};
  const form = body instanceof URLSearchParams;
  if (body && !form) headers["Content-Type"] = "application/json";
  const response = await fetch(path, {method, headers, body: body && !form ? JSON.stringify(body) : body})
    .catch(() => { throw new Refused(0); });
  const text = await response.text();
  let json = null;
  try { json = text ? JSON.parse(text) : null; } catch { /* an answer of something between us and the service */ }
  if (!response.ok) throw new Refused(response.status, json?.detail, response.headers.get("Retry-After"));
  return json;
}

/** Who is logged in. */
export async function whoAmI() {
  const me = await call("GET", "/api/v1/auth/me");
  sessionStorage.setItem(SUPERUSER, String(me.groups.includes("SUPERUSER")));
  return me;
}

export async function logIn(email, password) {
  session.end();
  const answer = await call("POST", "/api/v1/auth/token", new URLSearchParams({username: email, password}));
  session.token = answer.access_token;
}

/** Where the calendars are, and what the countries are called. */
export const facts = fetch("/site.json").then(answer => answer.json());

export async function calendarFile(name) {
  const {calendars} = await facts;
  if (!calendars) throw new Refused(404, "No calendar is published here.");
  const answer = await fetch(calendars + "/euroath/" + name).catch(() => { throw new Refused(0); });
  if (!answer.ok) throw new Refused(answer.status, "This calendar is not published yet. It will be after the next nightly run.");
  return answer.json();
}
