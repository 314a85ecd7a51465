import { expect, test } from "vitest";
import type { AnalysisTable } from "../../api/api";
import { pictureOf } from "./picture";

const table = (names: string[], rows: unknown[][]): AnalysisTable => ({
  name: "result",
  columns: names.map((name) => ({ name, type: "double" })),
  rowCount: rows.length,
  rows,
});

test("estimates with limits are a forest, without the intercept", () => {
  const picture = pictureOf(
    table(
      ["term", "estimate", "conf_low", "conf_high"],
      [
        ["(Intercept)", 9, 8, 10],
        ["age", 0.5, 0.2, 0.8],
      ],
    ),
  );
  expect(JSON.stringify(picture?.option)).toContain('"age"');
  expect(JSON.stringify(picture?.option)).not.toContain("Intercept");
});

test("a curve has a line for each group", () => {
  const picture = pictureOf(
    table(
      ["time", "estimate", "strata"],
      [
        [1, 0.9, "a"],
        [2, 0.8, "a"],
        [1, 0.95, "b"],
      ],
    ),
  );
  expect(picture?.option.series).toHaveLength(2);
});

test("a table that is no picture has none", () => {
  expect(
    pictureOf(
      table(
        ["variable", "n"],
        [
          ["age", 3],
          ["sex", 4],
        ],
      ),
    ),
  ).toBeNull();
});
