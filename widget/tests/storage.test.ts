import { beforeEach, expect, test } from "vitest";

import { Outbox } from "../src/conversation/outbox";
import { keyOf, lasting, readAttention, readJson, TolerantDrawer, type Drawer } from "../src/shared/storage";

beforeEach(() => localStorage.clear());

const blocked = (): Drawer => {
  throw new DOMException("denied", "SecurityError");
};

test("keeps in the browser's storage when it can", () => {
  lasting().setItem("a", "1");
  expect(localStorage.getItem("a")).toBe("1");
  expect(lasting().getItem("a")).toBe("1");
  lasting().removeItem("a");
  expect(lasting().getItem("a")).toBeNull();
});

test("keeps in memory when storage is blocked", () => {
  const drawer = new TolerantDrawer(blocked);
  expect(drawer.getItem("a")).toBeNull();
  drawer.setItem("a", "1");
  expect(drawer.getItem("a")).toBe("1");
  drawer.removeItem("a");
  expect(drawer.getItem("a")).toBeNull();
});

test("what a full storage refuses is the value that counts", () => {
  const old = new Map([["a", "old"]]);
  const full: Drawer = {
    getItem: (key) => old.get(key) ?? null,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
    removeItem: (key) => void old.delete(key),
  };
  const drawer = new TolerantDrawer(() => full);
  drawer.setItem("a", "new");
  expect(drawer.getItem("a")).toBe("new");
});

test("two desks do not share what is kept", () => {
  expect(keyOf("https://a.gov", "outbox")).not.toBe(keyOf("https://b.gov", "outbox"));
  expect(keyOf("https://a.gov", "outbox")).toContain("https://a.gov");
});

test("what cannot be read counts as not there", () => {
  localStorage.setItem("a", "{broken");
  expect(readJson(lasting(), "a")).toBeNull();
  localStorage.setItem(keyOf("d", "attention"), '{"unread": "many", "until": null}');
  expect(readAttention(lasting(), "d")).toEqual({ unread: 0, until: 0, seen: 0 });
});

test("the outbox keeps messages in their order, each once, and passes over what is none", () => {
  const drawer = lasting();
  const message = (id: string) => ({ id, text: "t", language: "en" as const, at: 1 });
  const outbox = new Outbox(drawer, "d");
  outbox.add(message("a"));
  outbox.add(message("b"));
  outbox.add(message("b"));
  expect(new Outbox(drawer, "d").all().map((each) => each.id)).toEqual(["a", "b"]);
  outbox.remove("a");
  expect(outbox.all().map((each) => each.id)).toEqual(["b"]);
  outbox.clear();
  expect(drawer.getItem(keyOf("d", "outbox"))).toBeNull();
  drawer.setItem(
    keyOf("d", "outbox"),
    JSON.stringify([message("ok"), message("../x"), { id: "y" }, null, { ...message("z"), language: "fr" }]),
  );
  expect(outbox.all().map((each) => each.id)).toEqual(["ok"]);
});
