import "./frame.js";

const scheme = matchMedia("(prefers-color-scheme: dark)");
const dark = scheme.matches;
// The colours are given once, when the page is made.
scheme.addEventListener("change", () => location.reload());
const style = getComputedStyle(document.documentElement);
const colour = name => style.getPropertyValue("--" + name).trim();
const FONT = getComputedStyle(document.body).fontFamily;

window.Redoc.init("/openapi.json", {
  hideDownloadButton: true,
  nativeScrollbars: true,
  theme: {
    colors: {
      primary: {main: colour("clay")},
      text: {primary: colour("ink"), secondary: colour("soft")},
      success: {main: colour("good")}, error: {main: colour("bad")},
      border: {dark: colour("line"), light: colour("line")},
      gray: {50: colour("tint"), 100: colour("tint")},
      responses: {
        success: {color: colour("good"), backgroundColor: colour("good-tint")},
        error: {color: colour("bad"), backgroundColor: colour("bad-tint")},
      },
    },
    schema: {nestedBackground: colour("paper"), typeNameColor: colour("soft"), typeTitleColor: colour("soft"), requireLabelColor: colour("bad"), linesColor: colour("line")},
    typography: {fontFamily: FONT, fontSize: "16px", headings: {fontFamily: FONT, fontWeight: "750"}, code: {color: colour("bad"), backgroundColor: colour("tint")}, links: {color: colour("clay")}},
    sidebar: {backgroundColor: colour("card"), textColor: colour("ink"), activeTextColor: colour("clay")},
    rightPanel: {backgroundColor: dark ? "#0d0a09" : "#2a211c", textColor: "#f8efe6"},
  },
}, document.getElementById("redoc"), () => {});
