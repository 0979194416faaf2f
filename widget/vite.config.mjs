import { defineConfig } from "vite";

/** What residents' phones still run. Nothing newer in the syntax, in scripts or in styles. */
export const TARGET = ["es2020", "chrome87", "edge88", "firefox78", "safari14"];

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { target: TARGET, cssTarget: TARGET },
  define: { __PANEL_VERSION__: JSON.stringify("test") },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
