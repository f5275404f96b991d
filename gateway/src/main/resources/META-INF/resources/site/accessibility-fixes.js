/**
 * Applies `fixes` to everything that a library renders below `root`, now and after each change.
 *
 * @param fixes pairs of a selector and an idempotent function that is applied to each matching element
 */
export function applyFixes(root, fixes) {
  const all = () => fixes.forEach(([selector, fix]) => root.querySelectorAll(selector).forEach(fix));
  new MutationObserver(all).observe(root, {childList: true, subtree: true});
  all();
}

export const setAttribute = (name, value) => element => element.setAttribute(name, value);
export const setLabel = label => setAttribute("aria-label", label);
export const setLevel = level => setAttribute("aria-level", level);
/** Scrollable elements must be reachable by keyboard. */
export const makeFocusable = setAttribute("tabindex", "0");
