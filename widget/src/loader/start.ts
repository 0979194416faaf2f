import { configOf } from "../shared/config";
import { Launcher } from "./launcher";

/** What a page can do with the widget. */
export interface Api {
  open(): void;
  close(): void;
}

const AGAIN = "countyline:again";

interface Page extends Window {
  Countyline?: Api;
}

/** Put one widget on the page, however often the script is loaded. */
export function start(current: Element | SVGScriptElement | null): void {
  const page = window as Page;
  if (page.Countyline) {
    document.dispatchEvent(new Event(AGAIN));
    return;
  }
  const script =
    current instanceof HTMLScriptElement && current.src
      ? current
      : // A module script does not know itself.
        document.querySelector<HTMLScriptElement>('script[src*="widget.js"]');
  if (!script) return;
  let launcher: Launcher | null = null;
  let wanted = false;
  const api: Api = {
    open: () => (launcher ? launcher.open() : void (wanted = true)),
    close: () => (launcher ? launcher.close() : void (wanted = false)),
  };
  page.Countyline = api;
  // A page that swaps its body, as some frameworks do, gets the same widget again.
  document.addEventListener(AGAIN, () => {
    if (launcher && !launcher.host.isConnected) document.body.append(launcher.host);
  });
  const begin = (): void => {
    launcher = new Launcher(
      configOf(script, document.documentElement.lang, __PANEL_VERSION__),
    );
    if (wanted) launcher.open();
    else launcher.resume();
    document.dispatchEvent(
      new CustomEvent("countyline:ready", { bubbles: true, detail: page.Countyline }),
    );
  };
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin, { once: true });
}
