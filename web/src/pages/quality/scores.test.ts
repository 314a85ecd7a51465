import { expect, test } from "vitest";
import { byMonth, bySource } from "./scores";

const score = (
  runId: number,
  source: string | null,
  category: string | null,
  month: string | null,
  value: number,
  weight: number,
) => ({
  runId,
  at: "2026-11-22T00:00:00Z",
  source,
  category,
  table: null,
  month,
  score: value,
  weight,
});

test("only the newest run is in the table, all sources first", () => {
  const rows = bySource([
    score(1, null, null, null, 10, 1),
    score(2, "b", "plausibility", null, 70, 1),
    score(2, null, null, null, 80, 1),
    score(2, "a", null, null, 90, 1),
  ]);
  expect(rows).toEqual([
    { source: null, cells: [80, null, null, null] },
    { source: "a", cells: [90, null, null, null] },
    { source: "b", cells: [null, null, null, 70] },
  ]);
});

test("months add sources by their weights", () => {
  expect(
    byMonth([
      score(1, "a", null, "2025-02-01", 100, 1),
      score(1, "b", null, "2025-02-01", 50, 3),
      score(1, "a", null, "2025-01-01", 40, 2),
    ]),
  ).toEqual([
    ["2025-01-01", 40],
    ["2025-02-01", 62.5],
  ]);
});
