/** Lets TeX itself, as WebAssembly, set a saved picture: `node tex.mjs FILE` prints its log, then the SVG that came out. */
import { readFileSync } from "node:fs";
import tikzjax from "node-tikzjax";

const CLASS = /^\\documentclass\[tikz, border=4pt\]\{standalone\}$/m;
const source = readFileSync(process.argv[2], "utf8");
if (!CLASS.test(source)) throw new Error("it is no document of its own");
const set = tikzjax.default ?? tikzjax; // it names the class itself, the same one
console.log(await set(source.replace(CLASS, ""), { showConsole: true }));
