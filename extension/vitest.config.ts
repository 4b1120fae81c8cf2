import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const messages = JSON.parse(readFileSync("_locales/en/messages.json", "utf8"));
const english = Object.fromEntries(
  Object.entries<{ message: string }>(messages).map(([name, { message }]) => [name, message]),
);

export default defineConfig({
  define: { SHADOW_MODE: JSON.stringify("open"), MESSAGES: JSON.stringify(english) },
  plugins: [
    {
      name: "css-as-text",
      enforce: "pre",
      load(id: string) {
        return id.endsWith(".css")
          ? `const messages = JSON.parse(readFileSync("_locales/en/messages.json", "utf8"));
const english = Object.fromEntries(
  Object.entries<{ message: string }>(messages).map(([name, { message }]) => [name, message]),
);

export default ${JSON.stringify(readFileSync(id, "utf8"))}`
          : null;
      },
    },
  ],
  test: { environment: "happy-dom", include: ["test/**/*.test.ts"] },
});
