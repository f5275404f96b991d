import "./layout.js";
import {applyFixes, makeFocusable, setAttribute, setLabel, setLevel} from "./accessibility-fixes.js";

const scheme = matchMedia("(prefers-color-scheme: dark)");
const dark = scheme.matches;
// ReDoc takes its colours once, when it is initialised.
scheme.addEventListener("change", () => location.reload());
const style = getComputedStyle(document.documentElement);
const colour = name => style.getPropertyValue("--" + name).trim();
const FONT = getComputedStyle(document.body).fontFamily;

const precedingText = element => element.previousSibling.textContent.replace(":", "").trim();
const redoc = document.getElementById("redoc");
applyFixes(redoc, [
  [".dropdown-select", select => setLabel(precedingText(select.parentElement))(select)],
  ["pre", makeFocusable],
  ["[role=menuitem] > ul, [data-role='search:results']", setAttribute("role", "menu")],
  // ReDoc uses the levels 1, 2 and 5.
  ["h5", setLevel(3)],
]);

window.Redoc.init("/openapi.json", {
  hideDownloadButton: true,
  nativeScrollbars: true,
  theme: {
    colors: {
      primary: {main: colour("clay"), light: colour("clay")},
      text: {primary: colour("ink"), secondary: colour("soft")},
      success: {main: colour("good")}, error: {main: colour("bad")},
      border: {dark: colour("line"), light: colour("line")},
      gray: {50: colour("tint"), 100: colour("tint")},
      responses: {
        success: {color: colour("good"), backgroundColor: colour("good-tint"), tabTextColor: "#86dba5"},
        redirect: {color: colour("soft"), backgroundColor: colour("tint"), tabTextColor: "#f8efe6"},
        error: {color: colour("bad"), backgroundColor: colour("bad-tint"), tabTextColor: "#ff9fae"},
      },
    },
    schema: {nestedBackground: colour("paper"), typeNameColor: colour("soft"), typeTitleColor: colour("soft"), requireLabelColor: colour("bad"), linesColor: colour("line")},
    typography: {fontFamily: FONT, fontSize: "16px", headings: {fontFamily: FONT, fontWeight: "750"}, code: {color: colour("bad"), backgroundColor: colour("tint")}, links: {color: colour("clay")}},
    sidebar: {backgroundColor: colour("card"), textColor: colour("ink"), activeTextColor: colour("clay")},
    // The right panel is dark in both colour schemes.
    rightPanel: {
      backgroundColor: dark ? "#0d0a09" : "#2a211c", textColor: "#f8efe6",
      servers: {overlay: {backgroundColor: colour("card"), textColor: colour("ink")}, url: {backgroundColor: colour("paper")}},
    },
  },
}, redoc, () => {});
