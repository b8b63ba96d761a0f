/** Runs the page's classic scripts without a page, so that what needs none is tested alone. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";

const PLACES = ["docs/assets/", "lessonkit/src/lessonkit/web/"].map((path) => new URL(`../../${path}`, import.meta.url));

/**
 * @param {...string} paths below docs/assets/ or lessonkit's web/, in the order in which a page loads them
 * @returns {any} the namespace `lessonkit`, with what these scripts put there
 */
export function load(...paths) {
  globalThis.lessonkit = {};
  globalThis.window = { lessonkit: globalThis.lessonkit };
  for (const path of paths) {
    const filename = PLACES.map((place) => fileURLToPath(new URL(path, place))).find(existsSync);
    runInThisContext(readFileSync(filename, "utf8"), { filename });
  }
  return globalThis.window.lessonkit;
}
