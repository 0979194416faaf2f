import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { backoff, Pause } from "../src/conversation/waiting";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("pauses double up to half a minute, and are never longer nor shorter than half", () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 50].map((failures) => backoff(failures, () => 1));
  expect(longest).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  const shortest = [1, 2, 3, 4, 5, 6, 7, 50].map((failures) => backoff(failures, () => 0));
  expect(shortest).toEqual(longest.map((each) => each / 2));
});

test("a pause can be cut short", async () => {
  const pause = new Pause();
  pause.end();
  let over = false;
  void pause.wait(10_000).then(() => (over = true));
  await vi.advanceTimersByTimeAsync(9000);
  expect(over).toBe(false);
  pause.end();
  await vi.advanceTimersByTimeAsync(0);
  expect(over).toBe(true);
});
