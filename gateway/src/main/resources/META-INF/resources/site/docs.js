import "./frame.js";
import {attribute, level, mend, named, reachable} from "./mend.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

const parameterName = row => row.dataset.paramName ?? row.querySelector(".parameter__name").textContent.trim();

mend(document.getElementById("swagger-ui"), [
  [".information-container > section", named("About this API")],
  [".schemes", named("Server and authorization")],
  ["#servers", named("Server")],
  [".examples-select-element", named("Example")],
  [".body-param__text", named("Request body")],
  [".parameters tr :is(input, select, textarea)", input => named(parameterName(input.closest("tr")))(input)],
  [".close-modal", named("Close")],
  [".microlight", reachable],
  [".errors-wrapper", attribute("role", "alert")],
  // As a region it is no table.
  ["table[role=region]", table => table.removeAttribute("role")],
  // There is no second level.
  ["h3, .models > h4", level(2)], ["h4:not(.models > h4)", level(3)], ["h5, h6", level(4)],
]);

/** An operation's name is a button already: a link in it would be a control within a control. */
const PathAsText = system => ({
  components: {DeepLink: ({text}) => system.React.createElement("span", {}, text)},
});

window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  docExpansion: "list",
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
  syntaxHighlight: {theme: "obsidian"},
  plugins: [PathAsText],
});
