/** Takes the addresses for donations out of the lock file: it is to name no host. */
import { readFile, writeFile } from "node:fs/promises";

const path = new URL("package-lock.json", import.meta.url);
const lock = JSON.parse(await readFile(path, "utf8"));
for (const each of Object.values(lock.packages)) delete each.funding;
await writeFile(path, JSON.stringify(lock, null, 2) + "\n");
