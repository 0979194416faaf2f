/**
 * Makes built/panel.js and built/widget.js. The panel is made first: the loader asks for it by
 * the hash of its content.
 */
import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { build } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));
const PANEL_NOTICE =
  "/*! Countyline, Apache-2.0. With Preact, MIT, Copyright (c) 2015-present Jason Miller. */\n";
const LOADER_NOTICE = "/*! Countyline, Apache-2.0. */\n";

async function bundle(entry, define) {
  const result = await build({
    root: here,
    configFile: `${here}vite.config.mjs`,
    logLevel: "warn",
    define,
    build: {
      write: false,
      minify: "oxc",
      cssMinify: "lightningcss",
      sourcemap: false,
      reportCompressedSize: false,
      modulePreload: false,
      rolldownOptions: {
        input: here + entry,
        output: { format: "iife", codeSplitting: false, comments: false },
      },
    },
  });
  const outputs = [result].flat().flatMap((each) => each.output);
  if (outputs.length !== 1 || outputs[0].type !== "chunk") {
    throw new Error(`${entry} became more than one file: ${outputs.map((o) => o.fileName)}`);
  }
  return outputs[0].code.trim() + "\n";
}

const panel = PANEL_NOTICE + (await bundle("src/panel/index.tsx", {}));
const version = createHash("sha256").update(panel).digest("hex").slice(0, 10);
const loader =
  LOADER_NOTICE +
  (await bundle("src/loader/index.ts", { __PANEL_VERSION__: JSON.stringify(version) }));

await rm(`${here}built`, { recursive: true, force: true });
await mkdir(`${here}built`, { recursive: true });
await writeFile(`${here}built/panel.js`, panel);
await writeFile(`${here}built/widget.js`, loader);
