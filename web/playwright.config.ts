import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** With SUWEN_URL the tests run against that server; without it against the mock API, on the built portal. */
const url = process.env.SUWEN_URL;
const port = Number(process.env.SUWEN_MOCK_PORT ?? 5179);

const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(chromium))
  throw new Error(`Chromium is missing at ${chromium}. Run eng/chromium, or name it in CHROMIUM.`);

export default defineConfig({
  testDir: "tests/e2e",
  fullyParallel: true,
  workers: 2,
  timeout: 45_000,
  reporter: [["list"]],
  outputDir: "node_modules/.cache/e2e",
  use: {
    baseURL: url ?? `http://127.0.0.1:${port}`,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 1440, height: 900 },
    contextOptions: { reducedMotion: "reduce" },
    // Playwright starts Chromium headless with a new, empty profile each time.
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  ...(url
    ? {}
    : {
        webServer: {
          command: `npx vite build --config vite.mock.config.ts --logLevel warn && npx vite preview --config vite.mock.config.ts --host 127.0.0.1 --port ${port} --strictPort`,
          url: `http://127.0.0.1:${port}`,
          timeout: 120_000,
          // The configuration imports TypeScript without extensions, which Vite bundles; it warns of a later default.
          env: { VITE_CONFIG_NATIVE_IGNORE_WARNING: "true" },
        },
      }),
});
