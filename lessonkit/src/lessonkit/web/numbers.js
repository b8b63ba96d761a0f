/** Numbers as the site writes them. `toLocaleString` would do, but its first call takes a phone a tenth of a second. */
(() => {
  "use strict";
  /** @param {number} n @returns {string} a whole number, such as 61,706 */
  window.lessonkit.grouped = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");
})();
