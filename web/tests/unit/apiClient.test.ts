import { readFile } from "node:fs/promises";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { expect, it } from "vitest";

it("The API client is generated from the server's document as committed: `npm run api` brings it up to date", async () => {
  const made =
    COMMENT_HEADER + astToString(await openapiTS(new URL("../../../server/openapi.json", import.meta.url)));
  const committed = await readFile(new URL("../../src/api/schema.d.ts", import.meta.url), "utf8");
  expect(committed).toBe(made);
});
