import {fetchAccount, session} from "./api.js";
import {h} from "./dom.js";

const PAGES = [
  ["/calendar/", "Calendar"], ["/docs/", "Try the API"], ["/redoc/", "Reference"], ["/status/", "Status"],
];

function links() {
  const own = session.token
    ? [["/account/", "My account"], ...(session.superuser || session.countries.length ? [["/duplicates/", "Duplicates"]] : []), ...(session.superuser ? [["/admin/", "Administration"]] : [])]
    : [["/signup/", "Sign up"], ["/account/", "Log in"]];
  const current = location.pathname.replace(/\/?$/, "/").replace("/competition/", "/calendar/");
  return [...PAGES, ...own].map(([address, name]) =>
    h("li", {}, h("a", {href: address, "aria-current": current === address && "page"}, name)));
}

const list = h("ul", {});
const nav = h("nav", {"aria-label": "Main", id: "nav"}, list);
const menu = h("button", {class: "menu second", type: "button", "aria-expanded": "false", "aria-controls": "nav"}, "Menu");
menu.addEventListener("click", () => menu.setAttribute("aria-expanded", String(nav.classList.toggle("open"))));

/** Call it after login and logout. */
export function refreshNavigation() {
  list.replaceChildren(...links());
}

/** Reads the groups again, which may have changed since the login, for pages that are open without one, too. */
export async function refreshAccount() {
  if (!session.token) return;
  await fetchAccount().catch(error => { if (error.status === 401) session.end(); });
  refreshNavigation();
}

refreshNavigation();
document.body.prepend(
  h("a", {class: "skip", href: "#main"}, "Skip to content"),
  h("header", {class: "top"}, h("div", {},
    h("a", {class: "brand", href: "/"}, h("img", {src: "/site/icon.svg", alt: ""}), "OpenTrack"), menu, nav)));
document.body.append(h("footer", {class: "foot"}, h("div", {},
  h("span", {}, "OpenTrack, the open athletics calendar"),
  h("a", {href: "/openapi.json"}, "OpenAPI document"),
  h("a", {href: "/status/"}, "Service status"))));
// Account pages use the fragment for tokens, so skipping must not change it.
document.querySelector(".skip").addEventListener("click", event => {
  event.preventDefault();
  document.getElementById("main").focus();
});
