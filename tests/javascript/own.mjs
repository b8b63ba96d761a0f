/** Reads descriptions as the page does: `node own.mjs FILE …` prints a line of JSON for each, its data or why it is refused. */
import { openAsBlob } from "node:fs";
import { load } from "./scripts.mjs";

const PARTS = ["archive", "layers", "graph", "fold", "place", "network"];
const { own } = load("numbers.js", ...PARTS.map((part) => `widgets/own/${part}.js`));
for (const path of process.argv.slice(2)) {
  try {
    console.log(JSON.stringify(own.network(own.read(await own.open(await openAsBlob(path))))));
  } catch (error) {
    if (!(error instanceof own.Refused)) throw error;
    console.log(JSON.stringify({ refused: error.message }));
  }
}
