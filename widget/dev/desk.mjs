/**
 * A desk to develop the widget against: the web channel of docs/web-channel.md, with canned
 * answers, in memory. Not for anything else.
 *
 *   node widget/dev/desk.mjs [port]
 *
 * Then open http://127.0.0.1:8099/. `/fault?mode=…` makes things go wrong: down (503), busy (429),
 * hold (a stream is accepted and nothing comes), forget (all conversations are gone), none.
 */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const PORT = Number(process.argv[2] ?? 8099);

const FILES = new URL("../built/", import.meta.url);
const MARK = {
  en: "Replay of a past event, not live",
  es: "Repetición de un suceso pasado, no en vivo",
};
const SOURCES = {
  en: "As of Wednesday, April 3, 8:00 a.m. · County news release, April 2",
  es: "Información del miércoles 3 de abril, 8:00 a. m. · Comunicado del condado, 2 de abril",
};
const MENU = {
  en: ["What is closed?", "How can I pay?", "When will it reopen?", "Elections", "Ask a person"],
  es: [
    "¿Qué está cerrado?",
    "¿Cómo puedo pagar?",
    "¿Cuándo reabrirán?",
    "Elecciones",
    "Hablar con una persona",
  ],
};

const conversations = new Map();
let fault = "none";
let isMarked = true;

const answer = (fields) => ({
  kind: "answer",
  topic: "status",
  topics: ["status"],
  subjects: [],
  facts: [],
  certainty: "confirmed",
  as_of: "2024-04-03T08:00:00-05:00",
  revision: 1,
  sources: [],
  language: "en",
  choices: [],
  case: null,
  degraded: false,
  replay: isMarked,
  ...fields,
});

function reply(text, hint) {
  const says = (pattern) => pattern.test(text.toLowerCase());
  const es = says(/[¿áéíóúñ]|\b(hola|cerrado|puedo|pagar|persona|elecciones)\b/) || (hint === "es" && text.length < 9);
  const language = es ? "es" : "en";
  const source = {
    title: es ? "Comunicado del condado" : "County news release",
    url: "https://www.jacksongov.org/news",
    published: "2024-04-02",
  };
  const full = (paragraphs, fields) => ({
    paragraphs,
    source: SOURCES[language],
    answer: answer({ language, sources: [source], ...fields }),
  });
  if (says(/person|persona/)) {
    return {
      paragraphs: es
        ? ["Una persona leerá su mensaje.", "Envié su pregunta al personal. Su número de caso es 3K-44. El personal atiende de lunes a viernes, de 8 a. m. a 5 p. m.", "Puede dejar aquí un número de teléfono o un correo electrónico."]
        : ["A person will read your message.", "I have sent your question to staff. Your case number is 3K-44. Staff answer Monday to Friday, 8 a.m. to 5 p.m.", "You can leave a phone number or an e-mail here."],
      source: SOURCES[language],
      answer: answer({ kind: "handoff", language, certainty: null, case: { id: "3K-44", state: "open" } }),
    };
  }
  if (says(/^recorder$/)) {
    return {
      paragraphs: ["What would you like to know about Recorder of Deeds?"],
      source: null,
      answer: answer({
        kind: "clarify",
        certainty: null,
        choices: [
          { id: "recording/record", title: "Record a document" },
          { id: "status/open", title: "Is it open?" },
          { id: "person", title: "Ask a person" },
        ],
      }),
    };
  }
  if (says(/pay|pagar/)) {
    return es
      ? full(["Sí, por internet o por correo. Puede pagar en payments.jacksongov.org: funciona. Por correo, cuenta la fecha del matasellos.", "Recaudación (Collection): llame al 816-881-3232."])
      : full(["You can pay online at payments.jacksongov.org. It works. You can also pay by mail; the postmark counts.", "Collection: call 816-881-3232."]);
  }
  if (says(/penalty/)) {
    return full(
      ["The county has not said whether penalties or interest change because of the closure.", "I can pass your question to a person. Staff answer Monday to Friday, 8 a.m. to 5 p.m."],
      { certainty: "unknown", choices: [{ id: "person", title: "Ask a person" }] },
    );
  }
  if (says(/election|elecciones/)) {
    return full(
      es ? ["El condado no ha confirmado si la oficina abrirá el lunes."] : ["The county has not confirmed whether the office opens on Monday."],
      { certainty: "not_confirmed" },
    );
  }
  if (says(/bleeding/)) {
    return { paragraphs: ["If someone is in danger, call 911 now."], source: null, answer: answer({ topic: "safety", certainty: "unknown" }) };
  }
  if (says(/degraded/)) {
    return full(["Several county offices are closed because of a cyberattack. For help, call 816-881-3000."], { degraded: true, topic: "incident" });
  }
  if (says(/long/)) {
    return full(Array.from({ length: 14 }, (_, at) => `Paragraph ${at + 1} of a long answer about offices, hours and ways to pay by mail or online.`));
  }
  return es
    ? full(["El Registro de Escrituras (Recorder of Deeds) está cerrado hoy en todas sus sedes. El condado dice que probablemente seguirá cerrado hasta el viernes 5 de abril.", "También puede enviar documentos por correo a Independence."], { certainty: "expected" })
    : full(["The Recorder of Deeds office is likely closed on Friday, April 5 at every location. The county has not set a reopening date.", "You can also send documents by mail or e-recording to Independence."], { certainty: "expected" });
}

function add(conversation, fields) {
  const entry = {
    seq: conversation.entries.length + 1,
    at: new Date().toISOString(),
    message: null,
    replies_to: null,
    answer: null,
    card: null,
    language: "en",
    ...fields,
  };
  conversation.entries.push(entry);
  tell(conversation, `id: ${entry.seq}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`);
}

function tell(conversation, text) {
  for (const stream of conversation.streams) stream.write(text);
}

function typing(conversation, on) {
  conversation.typing = on;
  tell(conversation, `event: typing\ndata: {"on": ${on}}\n\n`);
}

function take(conversation, message) {
  const known = conversation.entries.find((each) => each.message === message.id);
  if (known) return [200, { id: message.id, seq: known.seq }];
  const made = reply(message.text, message.language);
  add(conversation, {
    author: "resident",
    text: message.text.slice(0, 1000),
    message: message.id,
    language: made.answer.language,
  });
  const { seq } = conversation.entries.at(-1);
  typing(conversation, true);
  setTimeout(() => {
    typing(conversation, false);
    const mark = isMarked ? MARK[made.answer.language] : null;
    add(conversation, {
      author: "bot",
      text: [...made.paragraphs, made.source, mark].filter(Boolean).join("\n"),
      language: made.answer.language,
      replies_to: message.id,
      answer: made.answer,
      card: { paragraphs: made.paragraphs, source: made.source, mark },
    });
  }, Number(conversation.delay ?? 600));
  return [202, { id: message.id, seq }];
}

const body = async (request) => {
  let text = "";
  for await (const piece of request) text += piece;
  return JSON.parse(text || "{}");
};

function page(query) {
  const language = query.get("lang") ?? "en";
  const hostile = query.has("hostile");
  const attributes = [...query].filter(([name]) => name.startsWith("data-")).map(([name, value]) => ` ${name}="${value.replace(/["<>&]/g, "")}"`).join("");
  const style = hostile
    ? `* { all: unset !important; display: inline !important; font: 40px/3 cursive !important; color: lime !important; background: magenta !important; margin: 20px !important; transform: rotate(3deg) !important; }
       html { font-size: 62.5% !important; } section, button, div, countyline-widget { display: none !important; opacity: 0.1 !important; position: relative !important; direction: rtl !important; }`
    : `body { font: 18px/1.6 Georgia, serif; margin: 0 auto; max-width: 44rem; padding: 2rem 1rem; } @media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } }`;
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>A county's page</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body><main><h1>Jackson County</h1>
<p>Offices of Assessment, Collection and Recorder of Deeds are closed. <a href="/?second">Another page</a></p>${"<p>The county is working to restore its systems. Courts and the sheriff's office remain open.</p>".repeat(12)}</main>
<script src="/widget.js" defer${attributes}></script></body></html>`;
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, `http://127.0.0.1:${PORT}`);
  const send = (status, value, type = "application/json", headers = {}) => {
    response.writeHead(status, { "Content-Type": `${type}; charset=utf-8`, ...cors, ...headers });
    response.end(type === "application/json" ? JSON.stringify(value) : value);
  };
  const cors = {
    "Access-Control-Allow-Origin": request.headers.origin ?? "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Expose-Headers": "Retry-After",
    "Cache-Control": "no-store",
  };
  const error = (status, code, headers) =>
    send(status, { error: { code, message: code } }, "application/json", headers);
  try {
    if (request.method === "OPTIONS") return send(204, "", "text/plain");
    if (url.pathname === "/") {
      const policy =
        "default-src 'none'; script-src 'self'; connect-src 'self'; " +
        "require-trusted-types-for 'script'; trusted-types countyline";
      const headers = url.searchParams.has("csp") ? { "Content-Security-Policy": policy } : {};
      return send(200, page(url.searchParams), "text/html", headers);
    }
    if (url.pathname === "/fault") {
      fault = url.searchParams.get("mode") ?? "none";
      if (fault === "unmarked") isMarked = false;
      if (fault === "forget") conversations.clear();
      if (fault === "cut") for (const { streams } of conversations.values()) for (const each of streams) each.destroy();
      return send(200, { fault });
    }
    if (url.pathname === "/staff") {
      for (const each of conversations.values()) add(each, { author: "staff", text: url.searchParams.get("text") });
      return send(200, {});
    }
    if (/^\/(widget|panel)\.js$/.test(url.pathname)) {
      return send(200, await readFile(new URL(`.${url.pathname}`, FILES)), "text/javascript");
    }
    if (fault === "down") return error(503, "not_saved");
    if (url.pathname === "/webhooks/web/about") {
      const menu = (titles) => titles.map((title) => ({ title, message: title }));
      return send(200, {
        county: { en: "Jackson County", es: "Condado de Jackson" },
        revision: 1,
        as_of: "2024-04-03T13:00:00Z",
        mark: isMarked ? MARK : null,
        menu: { en: menu(MENU.en), es: menu(MENU.es) },
      });
    }
    if (url.pathname === "/webhooks/web/conversations" && request.method === "POST") {
      const made = { conversation: randomBytes(9).toString("base64url"), token: randomBytes(24).toString("base64url") };
      conversations.set(made.conversation, { token: made.token, entries: [], streams: new Set(), typing: false });
      return send(201, made);
    }
    const [, id, what] = /^\/webhooks\/web\/conversations\/([^/]+)\/(\w+)$/.exec(url.pathname) ?? [];
    const conversation = conversations.get(id);
    if (!conversation || request.headers.authorization !== `Bearer ${conversation.token}`) return error(404, "not_found");
    if (what === "messages") {
      if (fault === "busy") return error(429, "too_many", { "Retry-After": "3" });
      return send(...take(conversation, await body(request)));
    }
    if (what === "events") {
      response.writeHead(200, { "Content-Type": "text/event-stream", ...cors });
      if (fault === "hold") return undefined;
      response.write("retry: 1000\n\n");
      const after = Number(request.headers["last-event-id"] ?? 0);
      for (const entry of conversation.entries.filter((each) => each.seq > after)) {
        response.write(`id: ${entry.seq}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`);
      }
      response.write(`event: ready\ndata: {"seq": ${conversation.entries.length}}\n\n`);
      if (conversation.typing) response.write('event: typing\ndata: {"on": true}\n\n');
      conversation.streams.add(response);
      const beat = setInterval(() => response.write(":\n\n"), 15_000);
      response.on("close", () => {
        clearInterval(beat);
        conversation.streams.delete(response);
      });
      return undefined;
    }
    if (what === "entries") {
      const after = Number(url.searchParams.get("after") ?? 0);
      const until = Date.now() + Number(url.searchParams.get("wait") ?? 0) * 1000;
      while (conversation.entries.length <= after && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return send(200, { entries: conversation.entries.slice(after), seq: conversation.entries.length, typing: conversation.typing });
    }
    return error(404, "not_found");
  } catch (thrown) {
    return error(400, String(thrown));
  }
});

server.listen(PORT, "127.0.0.1", () => console.log(`http://127.0.0.1:${PORT}/`));
