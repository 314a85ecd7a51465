import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` finds the API: the server as `./run` starts it. */
const server = process.env.SUWEN_URL ?? "http://localhost:5080";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // ECharts, by parts, is one chunk of some 600 KB before compression; it is loaded only by pages that draw.
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { "/api": server } },
});
