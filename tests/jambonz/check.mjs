/**
 * Says what jambonz' schemas have against applications and payloads:
 * `node check.mjs asked.json told.json`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const jambonz = require("@jambonz/schema");
const Ajv = require("ajv");

const folder = dirname(require.resolve("@jambonz/schema"));
const ajv = new Ajv({ strict: false, validateSchema: false, logger: false, allErrors: true });
for (const part of ["components", "callbacks"]) {
  for (const file of readdirSync(join(folder, part))) {
    ajv.addSchema(JSON.parse(readFileSync(join(folder, part, file), "utf8")));
  }
}

/** A verb that is known, with no field that is not: the schemas let unknown ones pass. */
function faultsOf(app) {
  const { errors } = jambonz.validateApp(app);
  const faults = errors.map(({ path, message }) => `${path} ${message}`);
  for (const { verb, ...fields } of app) {
    const schema = JSON.parse(readFileSync(join(folder, "verbs", `${verb}.schema.json`), "utf8"));
    for (const name of Object.keys(fields)) {
      if (!(name in schema.properties)) faults.push(`${verb} has no ${name}`);
    }
  }
  return faults;
}

function objectionsTo([callback, payload]) {
  const validate = ajv.getSchema(`https://jambonz.org/schema/callbacks/${callback}`);
  if (!validate) return [`no callback ${callback}`];
  return validate(payload) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message}`);
}

const [, , from, to] = process.argv;
const { apps, payloads } = JSON.parse(await readFile(from, "utf8"));
const told = { apps: apps.map(faultsOf), payloads: payloads.map(objectionsTo) };
await writeFile(to, JSON.stringify(told));
