import { describe, expect, it } from "vitest";
import { levelsOf } from "./levels";

const names = (steps: { name: string; needs: string[] }[]) =>
  levelsOf(steps).map((column) => column.map((step) => step.name));

describe("columns of steps", () => {
  it("puts a step behind the last of what it needs", () => {
    expect(
      names([
        { name: "a", needs: [] },
        { name: "b", needs: ["a"] },
        { name: "c", needs: [] },
        { name: "d", needs: ["b", "c"] },
      ]),
    ).toEqual([["a", "c"], ["b"], ["d"]]);
  });

  it("has no column without steps", () => {
    expect(names([])).toEqual([]);
  });
});
