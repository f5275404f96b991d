import "./layout.js";
import {applyFixes, makeFocusable, setAttribute, setLabel, setLevel} from "./accessibility-fixes.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const applyColorScheme = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", applyColorScheme);
applyColorScheme();

const parameterName = row => row.dataset.paramName ?? row.querySelector(".parameter__name").textContent.trim();

applyFixes(document.getElementById("swagger-ui"), [
  [".information-container > section", setLabel("About this API")],
  [".schemes", setLabel("Server and authorization")],
  ["#servers", setLabel("Server")],
  [".examples-select-element", setLabel("Example")],
  [".body-param__text", setLabel("Request body")],
  [".parameters tr :is(input, select, textarea)", input => setLabel(parameterName(input.closest("tr")))(input)],
  [".close-modal", setLabel("Close")],
  [".microlight", makeFocusable],
  [".errors-wrapper", setAttribute("role", "alert")],
  // A table with the role of a region is not announced as a table.
  ["table[role=region]", table => table.removeAttribute("role")],
  // The document has no second heading level.
  ["h3, .models > h4", setLevel(2)], ["h4:not(.models > h4)", setLevel(3)], ["h5, h6", setLevel(4)],
]);

/** The summary of an operation is a button; a link inside it would be a nested control. */
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
