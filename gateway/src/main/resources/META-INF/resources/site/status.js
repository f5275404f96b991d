import "./layout.js";
import {actionButton} from "./dom.js";
import {showServices} from "./services.js";

document.getElementById("main").append(actionButton("Refresh", "Refresh", showServices));
showServices();
