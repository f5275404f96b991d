import {call} from "./api.js";
import {field, h, note, selectField} from "./dom.js";
import {onSubmit} from "./form.js";

const STATUSES = [
  ["scheduled", "Takes place as planned"], ["provisional", "Provisional: not certain yet"],
  ["postponed", "Postponed: a new date is not known yet"], ["cancelled", "Cancelled"], ["finished", "Finished"],
];

const competitionPath = id => "/api/v1/competitions/" + encodeURIComponent(id);

/** A competition as it is stored, with its status and its entity tag. */
export const fetchStored = id => call("GET", competitionPath(id) + "?include=status,etag");

/**
 * Form for the status of a competition.
 *
 * @param render shows the competition as it is after a change
 */
export function statusForm({id, etag, status: current}, render) {
  const settable = STATUSES.some(([status]) => status === current.status);
  const form = h("form", {class: "card"},
    selectField("status", "Status", settable ? STATUSES : [["", "New date: the date was changed"], ...STATUSES]),
    field("reason", "Reason", {required: false, maxlength: "500", autocomplete: "off"}, "Everyone sees it beside the status."),
    h("button", {}, "Save status"));
  const {status, reason} = form.elements;
  status.value = settable ? current.status : "";
  reason.value = current.reason;
  // A reason belongs to its status.
  status.addEventListener("change", () => { if (reason.value === current.reason) reason.value = ""; });
  const reload = async () => {
    const stored = await fetchStored(id);
    ({etag, status: current} = stored);
    render(stored);
  };
  onSubmit(form, async values => {
    try {
      await call("PUT", competitionPath(id) + "/status", {status: values.status, reason: values.reason}, {"If-Match": etag});
    } catch (error) {
      if (error.status !== 412) throw error;
      await reload();
      throw new Error("Nothing was saved: the competition was changed after you opened this page. The page now shows it as it is. Check it, then save again.");
    }
    await reload();
    form.append(note("good", h("p", {}, "The status was saved. The published calendars show it after the next nightly run.")));
  });
  return h("section", {}, h("h2", {}, "Change the status"), form);
}
