import { render } from "preact";

import { Controller } from "../conversation/controller";
import { unread } from "../conversation/state";
import type { Dock, Panel } from "../shared/dock";
import { App, type Doings } from "./app";
import styles from "./styles.css?inline";
import { followViewport } from "./viewport";

/** A mounted panel, which tests can take away again. */
export interface MountedPanel extends Panel {
  readonly controller: Controller;
  unmount(): void;
}

/** Put the panel beside the button, closed. */
export function mount(dock: Dock): MountedPanel {
  const { root, frame, config } = dock;
  const controller = new Controller(config);
  const place = document.createElement("div");
  dock.dress(styles);
  frame.append(place);

  const find = (selector: string): HTMLElement | null => place.querySelector<HTMLElement>(selector);
  /** On a phone the input would bring the keyboard, which covers what is to be read. */
  const refocus = (): void => {
    const isTouch = window.matchMedia?.("(pointer: coarse)").matches;
    find(isTouch ? ".title" : "textarea")?.focus({ preventScroll: true });
  };
  const close = (): void => {
    if (!controller.state.open) return;
    const hadFocus = place.contains(root.activeElement);
    dock.closed(hadFocus);
    controller.close();
  };
  const doings: Doings = {
    send: (text) => controller.send(text),
    retry: (id) => controller.retry(id),
    startOver: () => controller.startOver(),
    speak: (language) => controller.speak(language),
    close,
    keepDraft: (text) => (controller.draft = text),
  };
  const draw = (): void => {
    const { state } = controller;
    dock.speak(state.language);
    dock.setUnread(unread(state));
    render(
      <App
        state={state}
        config={config}
        draft={controller.draft}
        doings={doings}
        refocus={refocus}
      />,
      place,
    );
  };
  controller.subscribe(draw);
  draw();
  const ending = new AbortController();
  followViewport(() => find(".panel"), ending.signal);
  return {
    controller,
    unmount: () => {
      ending.abort();
      controller.dispose();
      render(null, place);
    },
    open: (reason) => {
      controller.open();
      if (reason === "asked") refocus();
    },
    close,
  };
}
