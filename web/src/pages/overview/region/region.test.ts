import { describe, expect, it } from "vitest";
import { ageLabel, ageShares, perThousand, wholePyramid } from "./region";

const group = (from: number, male: number, female: number, unknown = 0) => ({ from, male, female, unknown });

describe("the pyramid", () => {
  it("has every group from birth to the oldest, also those without anybody", () => {
    expect(wholePyramid([group(15, 1, 2), group(5, 3, 0)]).map((each) => [each.from, each.male])).toEqual([
      [0, 0],
      [5, 3],
      [10, 0],
      [15, 1],
    ]);
  });

  it("names its groups by first and last year", () => {
    expect([ageLabel(0), ageLabel(95), ageLabel(100)]).toEqual(["0–4", "95–99", "100+"]);
  });

  it("tells the shares of children, working age and old age, counting those of unknown sex", () => {
    const shares = ageShares([
      group(10, 1, 1),
      group(15, 2, 2, 1),
      group(60, 3, 0),
      group(65, 0, 4),
      group(100, 0, 1),
    ]);
    expect(shares).toEqual({ all: 15, children: 2, working: 5, sixty: 8, sixtyFive: 5 });
  });
});

it("A rate where nobody lives is none", () => {
  expect([perThousand(5, 0), perThousand(1, 3)]).toEqual([0, 333]);
});
