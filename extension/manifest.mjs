/** The manifest of one browser, "chrome" or "firefox". */
export function manifest(browser, version) {
  return {
    manifest_version: 3,
    name: "ArxivLens",
    version,
    description:
      "What an arXiv paper says, what it is built on, who built on it, what else to read: on its page.",
    icons: { 16: "icons/16.png", 32: "icons/32.png", 48: "icons/48.png", 128: "icons/128.png" },
    permissions: ["storage"],
    // A pattern with a port grants nothing in Firefox, silently.
    host_permissions: ["http://127.0.0.1/*"],
    content_scripts: [
      {
        matches: [
          "https://arxiv.org/abs/*",
          "https://www.arxiv.org/abs/*",
          "https://export.arxiv.org/abs/*",
        ],
        js: ["content.js"],
        run_at: "document_start",
      },
    ],
    options_ui: { page: "options.html", open_in_tab: false },
    // Firefox's default may turn http://127.0.0.1 into https.
    content_security_policy: { extension_pages: "script-src 'self'; object-src 'none'" },
    ...(browser === "chrome"
      ? { minimum_chrome_version: "123", background: { service_worker: "background.js" } }
      : {
          background: { scripts: ["background.js"] },
          browser_specific_settings: {
            gecko: {
              id: "arxivlens@arxivlens.invalid",
              strict_min_version: "140.0",
              data_collection_permissions: { required: ["none"] },
            },
            gecko_android: { strict_min_version: "142.0" },
          },
        }),
  };
}
