import { defineConfig, mergeConfig } from "vite";
import { mockApi } from "./tests/mock/plugin";
import base from "./vite.config";

/** The portal with the mock API in place of the server: for the Chromium tests and for work on screens. */
export default mergeConfig(base, defineConfig({ plugins: [mockApi()], server: { proxy: {} } }));
