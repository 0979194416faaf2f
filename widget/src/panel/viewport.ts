/** Below this many lines of text there is no room for anything but the conversation. */
const LOW = 30;

/**
 * Fit the panel into what can be seen. On phones the keyboard covers the page without making it
 * smaller; only `visualViewport` knows.
 */
export function followViewport(panel: () => HTMLElement | null, signal: AbortSignal): void {
  const viewport = window.visualViewport;
  const fit = (): void => {
    const element = panel();
    // Somebody who zooms in with two fingers wants to look around, not to have things move.
    if (!element || (viewport?.scale ?? 1) > 1.05) return;
    const height = viewport?.height ?? window.innerHeight;
    const letter = parseFloat(getComputedStyle(element).fontSize) || 16;
    element.toggleAttribute("data-low", height < LOW * letter);
    element.style.setProperty("--cl-height", `${Math.round(height)}px`);
    element.style.setProperty("--cl-top", `${Math.round(viewport?.offsetTop ?? 0)}px`);
  };
  for (const target of [viewport, window]) {
    target?.addEventListener("resize", fit, { signal });
    target?.addEventListener("scroll", fit, { signal, passive: true });
  }
  fit();
}
