// The console's one script. Without it every page still works; with it the pages stay new by
// themselves, nothing that is being written is lost, and a case is kept while somebody writes.
"use strict";

const news = document.querySelector("[data-news]");
const say = (words) => { if (news) news.textContent = words; };
const shown = (name, is) => {
  const element = document.querySelector(`[data-${name}]`);
  if (element) element.hidden = !is;
};

// Live parts: asked for again and again, replaced only where they changed.

function replaceLog(old, fresh) {
  // Entry by entry, so that a screen reader hears only what is new.
  const known = new Map([...old.children].map((one) => [one.dataset.key, one]));
  for (const entry of [...fresh.children]) {
    const before = known.get(entry.dataset.key);
    known.delete(entry.dataset.key);
    if (!before) old.append(entry);
    else if (before.innerHTML !== entry.innerHTML) before.innerHTML = entry.innerHTML;
  }
  for (const gone of known.values()) gone.remove();
}

function keysOf(part) {
  return new Set([...part.querySelectorAll("[data-key]")].map((one) => one.dataset.key));
}

function replacePart(part, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").body;
  const before = keysOf(part);
  const added = [...keysOf(fresh)].filter((key) => !before.has(key)).length;
  if (part.hasAttribute("data-log")) {
    const holder = part.querySelector("#holder");
    const wasHeld = holder.textContent.trim();
    const isHeld = fresh.querySelector("#holder");
    if (holder.innerHTML !== isHeld.innerHTML) holder.innerHTML = isHeld.innerHTML;
    const whose = (element) => element.querySelector("strong")?.textContent ?? "";
    if (wasHeld !== isHeld.textContent.trim()) say(whose(isHeld));
    replaceLog(part.querySelector("#log"), fresh.querySelector("#log"));
    return;
  }
  const current = part.dataset.current;
  if (current) fresh.querySelector(`[data-key="${current}"]`)?.setAttribute("aria-current", "page");
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.replaceChildren(...fresh.childNodes);
  if (focused) (document.getElementById(focused) || part.querySelector("a"))?.focus();
  if (added) say(added === 1 ? "1 new case" : `${added} new cases`);
}

function watch(part) {
  const every = 1000 * Number(part.dataset.every);
  let tag = "";
  let pause = every;
  let timer = 0;
  async function look() {
    clearTimeout(timer);
    if (!document.hidden) {
      try {
        const headers = tag ? { "If-None-Match": tag } : {};
        const answer = await fetch(part.dataset.live, { headers, cache: "no-store", redirect: "error" });
        if (answer.status === 401) { shown("ended", true); pause = 15000; }
        else if (answer.status === 200) {
          replacePart(part, await answer.text());
          tag = answer.headers.get("ETag") || "";
        }
        if (answer.ok || answer.status === 304) { shown("ended", false); pause = every; }
        shown("offline", answer.status >= 500);
      } catch {
        shown("offline", true);
        pause = Math.min(pause * 2, 15000);
      }
    }
    clearTimeout(timer);
    timer = setTimeout(look, pause);
  }
  timer = setTimeout(look, every);
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
}
document.querySelectorAll("[data-live]").forEach(watch);

// Drafts: what is written stays in this tab until it was sent.

// Only the desk knows whether it took what was sent: it leads to a page that says so.
if (/[?&]done=(replied|noted|closed|released|transferred|begun|saved|joined|renewed)\b/.test(location.search)) {
  sessionStorage.removeItem(sessionStorage.getItem("countyline sent") || "");
}
const caseAddress = document.querySelector("[data-log]")?.dataset.live.replace(/\/live$/, "");
if (caseAddress && location.pathname !== caseAddress) history.replaceState(null, "", caseAddress);
const fieldsOf = (form) => form.querySelectorAll("textarea, input:not([type=hidden])");
for (const form of document.querySelectorAll("[data-draft]")) {
  const name = `countyline ${form.dataset.draft}`;
  const kept = JSON.parse(sessionStorage.getItem(name) || "{}");
  for (const field of fieldsOf(form)) {
    if (field.type !== "checkbox" && !field.value && kept[field.name]) field.value = kept[field.name];
  }
  form.addEventListener("input", () => {
    const written = {};
    for (const field of fieldsOf(form)) if (field.type !== "checkbox") written[field.name] = field.value;
    sessionStorage.setItem(name, JSON.stringify(written));
  });
  form.addEventListener("submit", () => sessionStorage.setItem("countyline sent", name));
}
// A publisher's form is one whole: ticks, choices and texts come back as they were left.

const controlsOf = (form) => [...form.elements].filter((one) => one.name && !/^(hidden|submit)$/.test(one.type));
const stateOf = (form) => JSON.stringify(controlsOf(form).map((one) => [
  one.name, /^(checkbox|radio)$/.test(one.type) ? [one.value, one.checked] : one.value,
]));
function bringBack(form, state) {
  const left = JSON.parse(state);
  for (const one of controlsOf(form)) {
    const isTick = /^(checkbox|radio)$/.test(one.type);
    const found = left.find(([name, value]) => name === one.name && (!isTick || value[0] === one.value));
    if (found && isTick) one.checked = found[1][1];
    else if (found) one.value = found[1];
  }
}
for (const form of document.querySelectorAll("[data-whole]")) {
  const name = `countyline ${form.dataset.whole}`;
  const kept = sessionStorage.getItem(name);
  const note = form.querySelector("[data-back]");
  const fresh = stateOf(form);
  if (kept && kept !== fresh && !document.querySelector("[role=alert]")) {
    bringBack(form, kept);
    note.hidden = stateOf(form) === fresh;
  }
  note.querySelector("button").addEventListener("click", () => {
    bringBack(form, fresh);
    sessionStorage.removeItem(name);
    note.hidden = true;
  });
  form.addEventListener("input", () => sessionStorage.setItem(name, stateOf(form)));
  form.addEventListener("submit", () => sessionStorage.setItem("countyline sent", name));
}
if (!document.querySelector("form[action='/staff/sign-out']")) {
  const isWaiting = document.querySelector("input[name=next]")?.value.startsWith("/staff/cases/");
  if (!isWaiting) sessionStorage.clear();
}

// A case is kept while somebody writes.

for (const form of document.querySelectorAll("[data-keep]")) {
  let kept = Date.now();
  form.addEventListener("input", async () => {
    if (Date.now() - kept < 60000) return;
    kept = Date.now();
    const body = new URLSearchParams({ form_token: form.elements.form_token.value });
    try {
      await fetch(form.dataset.keep, { method: "POST", body });
    } catch { /* The notice about the connection says it already. */ }
  });
}

// Without a network nothing is sent: the page stays, with all that was typed.

function isCutOff(form) {
  form.querySelector(":scope > .cut-off")?.remove();
  if (navigator.onLine) return false;
  const note = document.createElement("p");
  note.className = "notice alert cut-off";
  note.setAttribute("role", "alert");
  note.textContent = "There is no network, so nothing was sent. What you typed stays here: try again when it is back.";
  form.append(note);
  return true;
}

// A button that was pressed is not pressed again, unless one comes back to the page.

for (const form of document.querySelectorAll("[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (isCutOff(form)) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) delete form.dataset.sent;
});
