// Client program with the types that openapi-typescript generates from the OpenAPI document. It must compile in strict mode.
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

const [baseUrl, superuserToken] = process.argv.slice(2) as [string, string];
const client = createClient<paths>({ baseUrl });

function must<T>(what: string, result: { data?: T; error?: unknown; response: Response }): T {
  if (result.error !== undefined || result.data === undefined) {
    throw new Error(`${what}: ${result.response.status} ${JSON.stringify(result.error)}`);
  }
  return result.data;
}

const email = `${crypto.randomUUID()}@example.org`;
const password = "correct horse battery staple";
const account = must("sign-up", await client.POST("/api/v1/auth/signup", {
  body: { email, password, full_name: "TypeScript Client" },
}));

await client.PUT("/api/v1/auth/accounts/{id}/groups/{group}", {
  params: { path: { id: account.id, group: "ADMIN_EST" } },
  headers: { Authorization: `Bearer ${superuserToken}` },
});

const token = must("token", await client.POST("/api/v1/auth/token", {
  body: { username: email, password },
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
  bodySerializer: (form) => new URLSearchParams(form as Record<string, string>),
}));
client.use({
  onRequest({ request }) {
    request.headers.set("Authorization", `Bearer ${token.access_token}`);
  },
});

const fullName = `Typed ${crypto.randomUUID()}`;
const created = must("create", await client.POST("/api/v1/competitions/", {
  body: { full_name: fullName, country_id: "EST", date: "2072-05-08", latitude: 59.4 },
}));

const again = await client.POST("/api/v1/competitions/", {
  body: { full_name: fullName, country_id: "EST", date: "2072-05-08" },
});
if (again.response.status !== 409) {
  throw new Error(`a second create: ${again.response.status}`);
}

const listed = must("list", await client.GET("/api/v1/competitions/", {
  params: { query: { country: ["EST"], from_date: "2072-05-08", to_date: "2072-05-08" } },
}));
if (!listed.some((competition) => competition.id === created.id && competition.full_name === fullName)) {
  throw new Error("the list does not show what was created");
}

const deleted = await client.DELETE("/api/v1/competitions/{id}", {
  params: { path: { id: created.id as string } },
});
if (deleted.response.status !== 204) {
  throw new Error(`delete: ${deleted.response.status}`);
}
console.log("signed up, got a token, created, listed, deleted");
