import { HANDSHAKE, type Mount } from "../shared/dock";
import { mount } from "./mount";

(window as unknown as Record<string, ((mount: Mount) => void) | undefined>)[HANDSHAKE]?.(mount);
