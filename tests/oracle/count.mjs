/** Counts the segments of each text of a JSON list: `node count.mjs texts.json counted.json`. */
import { readFile, writeFile } from "node:fs/promises";
import calculator from "sms-segments-calculator";

const [, , from, to] = process.argv;
const counted = JSON.parse(await readFile(from, "utf8")).map((text) => {
  const message = new calculator.SegmentedMessage(text);
  return [message.segmentsCount, message.encodingName];
});
await writeFile(to, JSON.stringify(counted));
