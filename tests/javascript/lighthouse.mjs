/** Lighthouse over many pages in one browser. Arguments: JSON {chrome, urls, categories, form}; prints a line a page. */
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import desktop from "lighthouse/core/config/desktop-config.js";

// milliseconds, and the last one a share of the window
const METRICS = [
  "first-contentful-paint",
  "largest-contentful-paint",
  "total-blocking-time",
  "mainthread-work-breakdown",
  "cumulative-layout-shift",
];

const { chrome, urls, categories, form } = JSON.parse(process.argv[2]);
const browser = await launch({
  chromePath: chrome || undefined,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  logLevel: "silent",
});
try {
  for (const url of urls) {
    const options = { port: browser.port, onlyCategories: categories, logLevel: "silent" };
    const { lhr } = await lighthouse(url, options, form === "desktop" ? desktop : undefined);
    const scores = {};
    const failed = [];
    for (const [name, { score, auditRefs }] of Object.entries(lhr.categories)) {
      scores[name] = score;
      if (name === "performance") continue;
      for (const { id, weight } of auditRefs) {
        const { score: own, title, details } = lhr.audits[id];
        if (weight && own !== null && own < 1)
          failed.push(`${id}: ${title} ${JSON.stringify(details?.items?.slice(0, 3) ?? []).slice(0, 400)}`);
      }
    }
    const metrics = METRICS.map((id) => lhr.audits[id]?.numericValue ?? null);
    console.log(JSON.stringify({ url, scores, failed, metrics }));
  }
} finally {
  browser.kill();
}
