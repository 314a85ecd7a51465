import { expect, test } from "vitest";
import { shortened, widthOf } from "./labels";

test("A name that fits is left as it is", () => {
  expect(shortened("心内科", 150)).toBe("心内科");
});

test("Names that begin alike stay different: the middle goes", () => {
  const one = shortened("嘉兴市第一医院（合成）/心血管内科", 150);
  const other = shortened("嘉兴市第一医院（合成）/呼吸与危重症医学科", 150);
  expect(one).toMatch(/^嘉兴市.*…/);
  expect(one.endsWith("心血管内科")).toBe(true);
  expect(other.endsWith("危重症医学科")).toBe(true);
  expect(widthOf(one)).toBeLessThanOrEqual(150);
  expect(widthOf(other)).toBeLessThanOrEqual(150);
});
