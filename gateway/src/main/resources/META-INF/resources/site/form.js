import {h, note} from "./dom.js";

/**
 * Passes the values of a form to `send`, with that of the button, and shows violations at their fields. The buttons of a
 * form in a file are disabled until then: without a listener, the browser would add the values to the page's URL.
 */
export function onSubmit(form, send) {
  form.noValidate = true;
  const buttons = [...form.querySelectorAll("button:not([type=button])")];
  const disable = disabled => buttons.forEach(button => { button.disabled = disabled; });
  disable(false);
  form.addEventListener("submit", async event => {
    event.preventDefault();
    clear(form);
    const values = Object.fromEntries(new FormData(form, event.submitter));
    disable(true);
    try {
      const missing = [...form.elements].filter(input => input.required && !values[input.name]);
      if (missing.length) mark(form, missing.map(input => [input.name, "is required"]));
      else await send(values);
    } catch (error) {
      form.append(note("bad", h("p", {}, error.message)));
      mark(form, error.fields ?? []);
    } finally {
      disable(false);
      // Disabling a button removes the focus from it.
      if (document.activeElement === document.body) event.submitter?.focus();
    }
  });
}

function clear(form) {
  form.querySelectorAll(".wrong, .note").forEach(old => old.remove());
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-errormessage");
  }
}

function mark(form, fields) {
  let first = null;
  for (const [name, message] of fields) {
    const input = form.elements.namedItem(name);
    if (!input) {
      form.append(note("bad", h("p", {}, name + ": " + message)));
      continue;
    }
    const id = input.id + "-wrong";
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-errormessage", id);
    input.after(h("span", {class: "wrong", id, role: "alert"}, label(form, input) + " " + message));
    first ??= input;
  }
  first?.focus();
}

function label(form, input) {
  return form.querySelector(`label[for="${input.id}"]`)?.textContent ?? input.name;
}

/** The items of a text field, separated by blanks or commas. */
export function items(text) {
  return text.split(/[\s,]+/).filter(item => item);
}
