/** Makes what scrolls sideways within a page (code, wide tables) focusable by keyboard, as long as it really scrolls. */

/** @param {ParentNode} root */
export function attachScrollRegions(root) {
  const regions = root.querySelectorAll('pre:not([tabindex]), .table-wrap');
  if (regions.length === 0) return;
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) update(target);
  });
  for (const region of regions) {
    update(region);
    observer.observe(region);
  }
}

/** @param {Element} region */
function update(region) {
  if (region.scrollWidth > region.clientWidth) region.setAttribute('tabindex', '0');
  else region.removeAttribute('tabindex');
}
