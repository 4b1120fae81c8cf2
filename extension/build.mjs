// Builds the extension for both browsers and the panel of the server's own pages.
//   node build.mjs          dist/chrome, dist/firefox, ../api/static/panel.js
//   node build.mjs --bench  dist/bench: parts of the panel, to be measured
//   node build.mjs --test   dist/chrome-test and dist/site-test, their shadow roots open to tests
import { readFileSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { manifest } from "./manifest.mjs";

process.chdir(fileURLToPath(new URL(".", import.meta.url)));
const { version } = JSON.parse(readFileSync("package.json", "utf8"));

/** Style sheets are imported as text, made small: a shadow root takes no link to a file. */
const cssAsText = {
  name: "css-as-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(await readFile(path), {
        loader: "css",
        minify: true,
      });
      return { contents: code, loader: "text" };
    });
  },
};

/** d3-selection's html() is the only writer of markup there is; we never call it, so out it goes. */
const withoutMarkup = {
  name: "without-markup",
  setup(build) {
    build.onLoad({ filter: /d3-selection\.mjs$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replaceAll("innerHTML", "textContent"),
    }));
  },
};

const english = Object.fromEntries(
  Object.entries(JSON.parse(readFileSync("_locales/en/messages.json", "utf8"))).map(
    ([name, { message }]) => [name, message],
  ),
);

/** Bundles, and returns what it was bundled of. */
async function bundle(entryPoints, outdir, shadow, { format = "iife", messages = null } = {}) {
  const { metafile } = await esbuild.build({
    entryPoints,
    outdir,
    format,
    bundle: true,
    minify: true,
    legalComments: "none",
    charset: "utf8",
    target: ["chrome123", "firefox140", "safari17.5"],
    define: { SHADOW_MODE: JSON.stringify(shadow), MESSAGES: JSON.stringify(messages) },
    plugins: [cssAsText, withoutMarkup],
    logLevel: "warning",
    metafile: true,
  });
  return metafile;
}

/** The licences of the packages in a bundle. */
function licencesOf({ inputs }) {
  const packages = Object.keys(inputs).map((path) => /node_modules\/([^/]+)/.exec(path)?.[1]);
  const names = [...new Set(packages.filter(Boolean))].sort();
  const texts = names.map(
    (name) => `${name}\n\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8")}`,
  );
  return texts.join("\n\n");
}

/** The extension's own pages: a document, a script and a style sheet each. */
const PAGES = ["options", "popup", "welcome"];

async function extension(browser, outdir, shadow) {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const made = await bundle(
    [
      { in: "src/content/index.ts", out: "content" },
      { in: "src/background/index.ts", out: "background" },
      { in: "src/lists/index.ts", out: "lists" },
      ...PAGES.map((name) => ({ in: `src/${name}/index.ts`, out: name })),
    ],
    outdir,
    shadow,
  );
  await writeFile(`${outdir}/licences.txt`, licencesOf(made));
  await cp("icons", `${outdir}/icons`, {
    recursive: true,
    filter: (path) => !path.endsWith(".svg"),
  });
  await cp("_locales", `${outdir}/_locales`, { recursive: true });
  await cp("src/platform/page.css", `${outdir}/page.css`);
  for (const name of PAGES) await writeFile(`${outdir}/${name}.html`, document(name));
  await writeFile(`${outdir}/manifest.json`, JSON.stringify(manifest(browser, version), null, 2));
}

const document = (name) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>ArxivLens</title>
    <link rel="stylesheet" href="page.css" />
    <script type="module" src="${name}.js"></script>
  </head>
  <body class="${name}"></body>
</html>
`;

async function site(outdir, shadow) {
  await mkdir(outdir, { recursive: true });
  const entry = [{ in: "src/site/index.ts", out: "panel" }];
  await bundle([{ in: "src/site/layout.ts", out: "layout" }], outdir, shadow);
  const made = await bundle(entry, outdir, shadow, {
    format: "esm",
    messages: english,
  });
  await writeFile(`${outdir}/panel.licences.txt`, licencesOf(made));
}

if (process.argv.includes("--bench")) {
  const pages = ["graph", "table"].map((name) => ({ in: `bench/${name}.ts`, out: name }));
  const worker = { in: "src/site/layout.ts", out: "layout" };
  await bundle([...pages, worker], "dist/bench", "open", { messages: english });
} else if (process.argv.includes("--test")) {
  await Promise.all([
    extension("chrome", "dist/chrome-test", "open"),
    extension("firefox", "dist/firefox-test", "open"),
    site("dist/site-test", "open"),
  ]);
} else {
  await Promise.all([
    extension("chrome", "dist/chrome", "closed"),
    extension("firefox", "dist/firefox", "closed"),
    site("../api/static", "closed"),
  ]);
}
