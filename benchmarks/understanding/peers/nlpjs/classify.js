// NLP.js on the same examples: node classify.js EXAMPLES MESSAGES KEPT OUT
// It is told the language of each message, as labeled; a message in another language passes as
// English. KEPT holds the trained model.
"use strict";

const fs = require("node:fs");
const { NlpManager } = require("node-nlp");

const [examples, messages, kept, out] = process.argv.slice(2);
const entries = (path) =>
  fs.readFileSync(path, "utf-8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const spoken = (language) => (language === "es" ? "es" : "en");

async function manager() {
  const made = new NlpManager({
    languages: ["en", "es"],
    autoSave: false,
    autoLoad: false,
    forceNER: false,
    nlu: { log: false },
  });
  if (fs.existsSync(kept)) {
    made.import(fs.readFileSync(kept, "utf-8"));
    return made;
  }
  for (const row of entries(examples)) made.addDocument(spoken(row.language), row.text, row.topic);
  await made.train();
  fs.writeFileSync(kept, made.export(true));
  return made;
}

async function main() {
  const trained = await manager();
  const lines = [];
  for (const entry of entries(messages)) {
    const read = await trained.process(spoken(entry.language), entry.text);
    const topic = read.intent && read.intent !== "None" ? read.intent : "out_of_scope";
    lines.push(JSON.stringify({ id: entry.id, topic, score: read.score }));
  }
  fs.writeFileSync(out, lines.join("\n") + "\n");
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
