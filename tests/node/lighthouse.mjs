// Have Lighthouse look at pages as on a phone, one after the other in one Chromium, and print what it says as JSON.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromePath, ...pages] = process.argv.slice(2);
const chrome = await launch({
  chromePath,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
  const said = [];
  for (const page of pages) {
    const { lhr } = await lighthouse(page, { port: chrome.port, logLevel: "error" });
    said.push({
      page,
      error: lhr.runtimeError?.message ?? null,
      scores: Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, score])),
      short: Object.values(lhr.categories).flatMap(({ id, auditRefs }) =>
        auditRefs
          .map(({ id: audit, weight }) => ({ weight, ...lhr.audits[audit] }))
          .filter(({ weight, score }) => weight > 0 && score !== null && score < 1)
          .map(({ id: audit, title, score, displayValue }) => ({ category: id, audit, title, score, displayValue })),
      ),
    });
  }
  console.log(JSON.stringify(said));
} finally {
  chrome.kill();
}
