// Asks MkDocs' own search as its worker.js does: node lunr.cjs LUNR_JS < cases.json > found.json
const lunr = require(process.argv[2]);
let text = "";
process.stdin.on("data", (chunk) => (text += chunk));
process.stdin.on("end", () => {
  const started = process.cpuUsage();
  const found = JSON.parse(text).map(({documents, queries}) => {
    const index = lunr(function () {
      this.field("title");
      this.field("text");
      this.ref("location");
      documents.forEach((document) => this.add(document));
    });
    return queries.map((query) => {
      try {
        return index.search(query).slice(0, 11).map((hit) => hit.ref);
      } catch (error) {
        return []; // what looks like an operator to it and is none: the reader sees no answer
      }
    });
  });
  const used = process.cpuUsage(started);
  process.stdout.write(JSON.stringify({found, seconds: (used.user + used.system) / 1e6}));
});
