import type { Language } from "../shared/language";

/**
 * A moment as it is written everywhere: "Wednesday, April 3, 8:00 a.m.", "miércoles 3 de abril,
 * 8:00 a. m.", on the clock of whoever reads it. Empty when it is no moment.
 */
export function momentWords(moment: Date, language: Language, timeZone?: string): string {
  if (Number.isNaN(moment.getTime())) return "";
  const zone = timeZone ? { timeZone } : {};
  const day = new Intl.DateTimeFormat(`${language}-US`, {
    weekday: "long",
    month: "long",
    day: "numeric",
    ...zone,
  }).format(moment);
  const [hour = 0, minute = 0] = new Intl.DateTimeFormat("en-US", {
    hour: "numeric",
    minute: "numeric",
    hourCycle: "h23",
    ...zone,
  })
    .format(moment)
    .split(":")
    .map(Number);
  const half = hour < 12 ? "a" : "p";
  const clock = `${hour % 12 || 12}:${String(minute).padStart(2, "0")}`;
  return language === "en"
    ? `${day}, ${clock} ${half}.m.`
    : `${day.replace(",", "")}, ${clock} ${half}. m.`;
}
