import "./layout.js";
import {h} from "./dom.js";
import {showServices} from "./services.js";

const refresh = h("button", {type: "button", class: "second"}, "Refresh");
refresh.addEventListener("click", async () => {
  refresh.disabled = true;
  await showServices();
  refresh.disabled = false;
});
document.getElementById("main").append(refresh);
showServices();
