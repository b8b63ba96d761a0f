/** Numbers as the site writes them. `toLocaleString` would do, but its first call takes a phone a tenth of a second. */
(() => {
  "use strict";
  /** @param {number} n @returns {string} a whole number, such as 61,706 */
  const grouped = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");

  /** @param {number | string} number @returns {string} with a minus as wide as a plus */
  const minus = (number) => String(number).replaceAll("-", "−");

  /** @param {number} value @param {number} [digits] behind the point @returns {string} such as −0.50; zero has no sign */
  const signed = (value, digits = 2) => {
    const text = value.toFixed(digits);
    return minus(Number(text) ? text : text.replace("-", ""));
  };

  Object.assign(window.lessonkit, { grouped, minus, signed });
})();
