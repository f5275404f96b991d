import "./frame.js";
import {h} from "./dom.js";
import {showServices} from "./services.js";

const again = h("button", {type: "button", class: "second"}, "Ask again");
again.addEventListener("click", async () => {
  again.disabled = true;
  await showServices();
  again.disabled = false;
});
document.getElementById("main").append(again);
showServices();
