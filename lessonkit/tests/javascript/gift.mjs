/** Reads questions in GIFT from a file with a parser that others wrote; prints what it understood. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { parse } = createRequire(import.meta.url)("gift-pegjs");
console.log(JSON.stringify(parse(readFileSync(process.argv[2], "utf8"))));
