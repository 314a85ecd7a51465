import { expect, it } from "vitest";
import { duration, rate } from "./duration";

const units = { d: "d", h: "h", min: "min", s: "s" };

it("A duration has its two largest units", () => {
  expect([0, 45, 60, 200, 3600, 7500, 90_061, 259_200].map((seconds) => duration(seconds, units))).toEqual([
    "0 s",
    "45 s",
    "1 min",
    "3 min 20 s",
    "1 h",
    "2 h 5 min",
    "1 d 1 h",
    "3 d",
  ]);
});

it("A rate has a decimal where it is small", () => {
  expect([0, 0.1, 9.94, 12.4, 1240].map(rate)).toEqual(["0", "0.1", "9.9", "12", "1,240"]);
});
