// Loads exported files as a page would, asks each query of a JSON list, and prints the answers.
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const [folder, queries] = process.argv.slice(2);
const run = (name) => vm.runInThisContext(fs.readFileSync(path.join(folder, name), "utf-8"), { filename: name });
const loaded = [];

run("search.js");
globalThis.kbSearch.fetch = async (name) => {
  loaded.push(name);
  run(`index/${name}.js`);
};

(async () => {
  const answers = [];
  const asked = JSON.parse(fs.readFileSync(queries, "utf-8"));
  if (loaded.length) throw new Error("something was loaded before the first query");
  for (const query of asked) {
    const started = process.hrtime.bigint();
    const answer = await globalThis.kbSearch.query(query, { limit: 10, explain: true });
    answers.push({ ...answer, ms: Number(process.hrtime.bigint() - started) / 1e6 });
  }
  process.stdout.write(JSON.stringify({ answers, loaded }));
})();
