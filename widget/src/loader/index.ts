import { start } from "./start";

start(document.currentScript);
