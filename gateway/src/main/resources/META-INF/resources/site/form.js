import {h, note} from "./dom.js";

/** Passes the values of a form to `send`, and shows violations at their fields. */
export function onSubmit(form, send) {
  form.noValidate = true;
  form.addEventListener("submit", async event => {
    event.preventDefault();
    clear(form);
    const button = form.querySelector("button:not([type=button])");
    button.disabled = true;
    try {
      const values = Object.fromEntries(new FormData(form));
      const missing = [...form.elements].filter(input => input.required && !values[input.name]);
      if (missing.length) mark(form, missing.map(input => [input.name, "is required"]));
      else await send(values);
    } catch (error) {
      form.append(note("bad", h("p", {}, error.message)));
      mark(form, error.fields ?? []);
    } finally {
      button.disabled = false;
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
