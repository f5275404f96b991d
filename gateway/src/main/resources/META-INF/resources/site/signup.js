import {call, logIn, Refused} from "./api.js";
import {h, note} from "./dom.js";
import {onSubmit} from "./form.js";
import {refreshNavigation} from "./frame.js";

const form = document.getElementById("signup");
onSubmit(form, async ({full_name, email, password}) => {
  await call("POST", "/api/v1/auth/signup", {email, password, full_name});
  try {
    await logIn(email, password);
  } catch (refused) {
    // Where addresses are confirmed first, the account cannot log in yet.
    if (!(refused instanceof Refused)) throw refused;
    form.replaceWith(note("good", h("p", {}, "Your account is made. Look into your e-mail for the link that confirms it, then "),
      h("p", {}, h("a", {href: "/account/"}, "log in"))));
    return;
  }
  refreshNavigation();
  location.assign("/account/");
});
