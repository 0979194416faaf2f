import type { Words } from "../shared/language";

/** The few texts that are needed before the panel is there. */
export const LABEL: Words = { en: "Questions?", es: "¿Preguntas?" };
export const REGION: Words = {
  en: "Questions for the county",
  es: "Preguntas para el condado",
};
export const OPENING: Words = { en: "Opening…", es: "Abriendo…" };
export const FAILED: Words = {
  en: "It did not open. Try again",
  es: "No se abrió. Intente otra vez",
};
export const NEW_ONE: Words = { en: "1 new answer", es: "1 respuesta nueva" };
export const NEW_MANY: Words = { en: "{n} new answers", es: "{n} respuestas nuevas" };
