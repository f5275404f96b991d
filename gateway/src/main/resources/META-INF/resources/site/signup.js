import {call, logIn} from "./api.js";
import {h, note} from "./dom.js";
import {onSubmit} from "./form.js";
import {refreshNavigation} from "./layout.js";

const form = document.getElementById("signup");
onSubmit(form, async ({full_name, email, password}) => {
  await call("POST", "/api/v1/auth/signup", {email, password, full_name});
  try {
    await logIn(email, password);
  } catch (error) {
    // If e-mail addresses must be confirmed, the account cannot log in yet.
    const next = error.status === 401 ? "Follow the link in the e-mail that we sent to confirm it, then " : "You can ";
    form.replaceWith(note("good", h("p", {}, "Your account was created. " + next, h("a", {href: "/account/"}, "log in"), ".")));
    return;
  }
  refreshNavigation();
  location.assign("/account/");
});
