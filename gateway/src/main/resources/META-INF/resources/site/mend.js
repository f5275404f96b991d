/**
 * Keeps to `mends` in what a library draws below `root`, now and later.
 *
 * @param mends pairs of a selector and what is done to each such element; doing it twice must change nothing
 */
export function mend(root, mends) {
  const all = () => mends.forEach(([selector, change]) => root.querySelectorAll(selector).forEach(change));
  new MutationObserver(all).observe(root, {childList: true, subtree: true});
  all();
}

export const attribute = (name, value) => element => element.setAttribute(name, value);
export const named = name => attribute("aria-label", name);
export const level = number => attribute("aria-level", number);
/** What scrolls must be reached without a mouse. */
export const reachable = attribute("tabindex", "0");
