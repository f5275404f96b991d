import {callWithPassword, logIn} from "./api.js";
import {h, note} from "./dom.js";
import {onSubmit} from "./form.js";
import {refreshNavigation} from "./layout.js";

const form = document.getElementById("signup");
onSubmit(form, async ({full_name, email, password}) => {
  // After a timeout, the account may have been created all the same.
  let timeout = null;
  await callWithPassword("/api/v1/auth/signup", {email, password, full_name})
    .catch(error => { if (error.status === 504) timeout = error; else throw error; });
  try {
    await logIn(email, password);
  } catch (error) {
    if (timeout) throw timeout;
    // If e-mail addresses must be confirmed, the account cannot log in yet.
    const next = error.status === 401 ? "Follow the link in the e-mail that we sent to confirm it, then " : "You can ";
    form.replaceWith(note("good", h("p", {}, "Your account was created. " + next, h("a", {href: "/account/"}, "log in"), ".")));
    return;
  }
  refreshNavigation();
  location.assign("/account/");
});
