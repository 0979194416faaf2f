import { expect, test } from "vitest";

import { configOf } from "../src/shared/config";

function script(attributes: Record<string, string> = {}): HTMLScriptElement {
  const made = document.createElement("script");
  made.setAttribute("src", "https://chat.example.gov/widget.js");
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

test("the desk and the panel are where the script came from", () => {
  expect(configOf(script(), "", "abc")).toMatchObject({
    desk: "https://chat.example.gov",
    panel: "https://chat.example.gov/panel.js?v=abc",
    language: "en",
    theme: "auto",
    position: "right",
    accent: null,
    labels: {},
  });
});

test("another desk can be named; an address that is none counts as not given", () => {
  expect(configOf(script({ "data-desk": "https://d.example.gov/" }), "", "").desk).toBe("https://d.example.gov");
  expect(configOf(script({ "data-desk": "https://d.example.gov/chat/" }), "", "").desk).toBe("https://d.example.gov/chat");
  for (const wrong of ["javascript:alert(1)", "https://", "ftp://x.gov", ""]) {
    expect(configOf(script({ "data-desk": wrong }), "", "").desk).toBe("https://chat.example.gov");
  }
});

test("the language is the attribute's, else the page's, else English", () => {
  expect(configOf(script(), "es-MX", "").language).toBe("es");
  expect(configOf(script({ "data-language": "en" }), "es", "").language).toBe("en");
  expect(configOf(script({ "data-language": "fr" }), "ES_us", "").language).toBe("es");
  expect(configOf(script(), "fr", "").language).toBe("en");
});

test("the page's wishes are taken as they stand, wrong ones are not", () => {
  const config = configOf(
    script({
      "data-theme": "dark",
      "data-position": "left",
      "data-accent": " #123456 ",
      "data-label-en": "Help",
      "data-label-es": " ",
      "data-title-es": "Ayuda",
      "data-greeting-en": "Hi",
      nonce: "n1",
    }),
    "en",
    "",
  );
  expect(config).toMatchObject({
    theme: "dark",
    position: "left",
    accent: "#123456",
    labels: { en: "Help" },
    titles: { es: "Ayuda" },
    greetings: { en: "Hi" },
    nonce: "n1",
  });
  expect(configOf(script({ "data-theme": "blue", "data-position": "top" }), "", "")).toMatchObject({
    theme: "auto",
    position: "right",
  });
});
