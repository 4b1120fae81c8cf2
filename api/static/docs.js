// Lets a reader of /docs send each request. Without it the page is whole, with a curl line for each.
const element = (name, given = {}, ...within) => {
  const made = Object.assign(document.createElement(name), given);
  made.append(...within);
  return made;
};

const field = (label, input) => element("label", {}, label, input);

const token = element("input", { type: "password", autocomplete: "off" });

const schemaOf = ({ schema }) => schema.enum ?? schema.items?.enum ?? [];

function inputOf(parameter) {
  const names = schemaOf(parameter);
  if (names.length && !parameter.schema.items) {
    const options = ["", ...names].map((each) => element("option", { value: each }, each));
    return element("select", { name: parameter.name }, ...options);
  }
  const example = parameter.example ?? Object.values(parameter.examples ?? {})[0]?.value ?? "";
  const required = parameter.in === "path";
  const value = required ? String(example) : "";
  return element("input", { name: parameter.name, value, required, placeholder: String(example) });
}

function addressOf(path, parameters, form) {
  const query = new URLSearchParams();
  let address = path;
  for (const { name, in: where } of parameters) {
    const { value } = form.elements[name];
    if (where === "path") address = address.replace(`{${name}}`, encodeURIComponent(value));
    else if (value !== "") query.set(name, value);
  }
  return query.size ? `${address}?${query}` : address;
}

async function send(method, address, body) {
  const headers = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token.value) headers.Authorization = `Bearer ${token.value}`;
  const began = performance.now();
  const answer = await fetch(address, { method, headers, body, credentials: "omit" });
  const text = await answer.text();
  const took = Math.round(performance.now() - began);
  const told = ["content-type", "location", "etag", "ratelimit", "retry-after", "x-request-id"]
    .filter((name) => answer.headers.has(name))
    .map((name) => `${name}: ${answer.headers.get(name)}`);
  const isJson = /\bjson$/.test((answer.headers.get("content-type") ?? "").split(";")[0]);
  const shown = isJson && text ? JSON.stringify(JSON.parse(text), null, 2) : text;
  return `${method} ${address}\n${answer.status} in ${took} ms\n${told.join("\n")}\n\n${shown}`;
}

function tryOut(method, path, operation) {
  const parameters = operation.parameters.filter((each) => each.in !== "header");
  const example = operation.requestBody?.content["application/json"].example;
  const form = element("form", { className: "fields" });
  form.append(...parameters.map((each) => field(each.name, inputOf(each))));
  if (example) {
    const value = JSON.stringify(example, null, 2);
    form.append(field("body", element("textarea", { name: "lens-body", value, rows: 6 })));
  }
  const answer = element("pre", { tabIndex: 0, hidden: true });
  answer.setAttribute("aria-live", "polite");
  form.append(element("button", { type: "submit" }, "Send"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = form.elements["lens-body"]?.value;
    answer.hidden = false;
    answer.textContent = "…";
    send(method.toUpperCase(), addressOf(path, parameters, form), body).then(
      (text) => (answer.textContent = text),
      (error) => (answer.textContent = `The server does not answer: ${error.message}`),
    );
  });
  return element("details", {}, element("summary", {}, "Try it"), form, answer);
}

const { paths } = await (await fetch("/openapi.json")).json();
for (const [path, operations] of Object.entries(paths)) {
  for (const [method, operation] of Object.entries(operations)) {
    const after = document.getElementById(operation.operationId).querySelector("pre");
    after.after(tryOut(method, path, operation));
  }
}
const hint = "Token, where this server wants one to change something";
document.querySelector("nav").before(element("p", { className: "fields" }, field(hint, token)));
