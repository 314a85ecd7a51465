import { expect, test } from "vitest";
import { codesOf, difference, reasonIn, yuan } from "./money";

test("yuan keep their sign and two decimals", () => {
  expect(yuan(1234.5)).toBe("¥1,234.50");
  expect(yuan(-3)).toBe("−¥3.00");
  expect(yuan(3, true)).toBe("+¥3.00");
  expect(yuan(null)).toBe("–");
});

test("codes are split by lines, commas and bars, and the first stays first", () => {
  expect(codesOf("I63.900\nE11.900，I10.x00|N17.900")).toEqual(["I63.900", "E11.900", "I10.x00", "N17.900"]);
  expect(codesOf("  ")).toEqual([]);
});

test("a reason of grouping is shown in the reader's language only", () => {
  expect(reasonIn("zh", "no_mdc: 无MDC / no MDC; sex_conflict: 矛盾 / contradicts")).toBe("无MDC; 矛盾");
  expect(reasonIn("en", "no_mdc: 无MDC / no MDC")).toBe("no MDC");
  expect(reasonIn("en", null)).toBe("");
});

test("a difference with an unknown amount is unknown and not nought", () => {
  expect(difference(3, 1)).toBe(2);
  expect(difference(null, 1)).toBeNull();
});
