import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

it("The lock file names no registry, so that it installs from whichever one a site uses", async () => {
  const lock = JSON.parse(await readFile(new URL("../../package-lock.json", import.meta.url), "utf8")) as {
    packages: Record<string, { resolved?: string; integrity?: string }>;
  };
  const packages = Object.entries(lock.packages).filter(([name]) => name !== "");
  expect(packages.length).toBeGreaterThan(50);
  expect(packages.filter(([, each]) => each.resolved !== undefined)).toEqual([]);
  expect(packages.filter(([, each]) => !each.integrity).map(([name]) => name)).toEqual([]);
});
