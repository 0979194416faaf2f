/** How long to wait before the next try: twice as long each time, never quite the same. */
export function backoff(failures: number, random: () => number = Math.random): number {
  const longest = Math.min(1000 * 2 ** Math.max(failures - 1, 0), 30_000);
  // Many widgets lose one desk at the same moment; they must not come back at the same moment.
  return longest / 2 + random() * (longest / 2);
}

/** A pause that can be cut short. */
export class Pause {
  private wake: (() => void) | null = null;

  async wait(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
  }

  end(): void {
    this.wake?.();
  }
}
