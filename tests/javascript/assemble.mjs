/**
 * Assembles docs/assets/vision/simd.wat.
 *
 * node assemble.mjs           prints what simd.js must carry
 * node assemble.mjs --write   writes it there
 */
import { readFileSync, writeFileSync } from "node:fs";
import wabt from "wabt";

const FOLDER = new URL("../../docs/assets/vision/", import.meta.url);
const CARRIED = /(?<=const ASSEMBLED =\s+")[^"]*(?=";)/;

const { parseWat } = await wabt();
const module = parseWat("simd.wat", readFileSync(new URL("simd.wat", FOLDER), "utf8"), { simd: true });
module.validate();
const letters = Buffer.from(module.toBinary({}).buffer).toString("base64");
if (process.argv.includes("--write")) {
  const script = new URL("simd.js", FOLDER);
  writeFileSync(script, readFileSync(script, "utf8").replace(CARRIED, letters));
} else console.log(letters);
