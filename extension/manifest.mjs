const ARXIV = ["arxiv.org", "www.arxiv.org", "export.arxiv.org", "browse.arxiv.org"];
const AR5IV = ["ar5iv.labs.arxiv.org", "ar5iv.org"];

const on = (hosts, paths) =>
  hosts.flatMap((host) => paths.map((path) => `https://${host}/${path}`));

/** The manifest of one browser, "chrome" or "firefox". */
export function manifest(browser, version) {
  return {
    manifest_version: 3,
    name: "ArxivLens",
    version,
    description: "__MSG_description__",
    default_locale: "en",
    icons: { 16: "icons/16.png", 32: "icons/32.png", 48: "icons/48.png", 128: "icons/128.png" },
    // activeTab: the button in the toolbar may know the address it was pressed on, and no other.
    permissions: ["storage", "activeTab"],
    // A pattern with a port grants nothing in Firefox, silently.
    host_permissions: ["http://127.0.0.1/*"],
    // A team's own server, asked for by its name when it is set.
    optional_host_permissions: ["https://*/*"],
    content_scripts: [
      {
        matches: on([...ARXIV, ...AR5IV], ["abs/*", "html/*"]),
        js: ["content.js"],
        run_at: "document_start",
      },
      {
        matches: on(ARXIV, ["list/*", "search*", "catchup*", "a/*"]),
        js: ["lists.js"],
        run_at: "document_start",
      },
    ],
    action: { default_popup: "popup.html", default_title: "ArxivLens" },
    commands: {
      toggle: { suggested_key: { default: "Alt+Shift+L" }, description: "__MSG_command_toggle__" },
    },
    options_ui: { page: "options.html", open_in_tab: true },
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
