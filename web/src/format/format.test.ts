import { describe, expect, it } from "vitest";
import { byteSize, count, measured, percent } from "./number";
import { ageInYears, dayOfMilliseconds, daysBetween, wallClock, wallHour, wallMilliseconds } from "./time";

describe("wall clock times", () => {
  it("keep the sender's hour whatever the reader's zone", () => {
    expect(wallClock("2024-03-10T02:30:00")).toBe("2024-03-10 02:30");
    expect(wallClock("2024-03-10T02:30:07")).toBe("2024-03-10 02:30:07");
    expect(wallHour("2024-03-10T02:30:00")).toBe("02:30");
  });

  it("are not made more precise than they were sent", () => {
    expect(wallClock("2024")).toBe("2024");
    expect(wallClock("2024-03")).toBe("2024-03");
    expect(wallClock("2024-03-10")).toBe("2024-03-10");
    expect(wallHour("2024-03-10")).toBe("");
  });

  it("leave unknown text as it is and nothing as nothing", () => {
    expect(wallClock("unknown")).toBe("unknown");
    expect(wallClock(null)).toBe("");
  });

  it("go to the axis and back", () => {
    expect(wallMilliseconds("1970-01-02")).toBe(86_400_000);
    expect(dayOfMilliseconds(wallMilliseconds("2024-02-29T23:59:59"))).toBe("2024-02-29");
    expect(wallMilliseconds("?")).toBeNaN();
  });

  it("count the days of a stay", () => {
    expect(daysBetween("2024-02-28T22:00:00", "2024-03-01T06:00:00")).toBe(2);
    expect(daysBetween("2024-03-01T01:00:00", "2024-03-01T23:00:00")).toBe(0);
  });
});

describe("age", () => {
  it("counts completed years, also on the birthday and the day before", () => {
    expect(ageInYears("1960-05-20", "2024-05-19")).toBe(63);
    expect(ageInYears("1960-05-20", "2024-05-20")).toBe(64);
  });

  it("of one born on 29 February grows on 1 March in common years", () => {
    expect(ageInYears("2020-02-29", "2023-02-28")).toBe(2);
    expect(ageInYears("2020-02-29", "2023-03-01")).toBe(3);
  });

  it("is unknown without a full birth date or before birth", () => {
    expect(ageInYears("1960", "2024-05-19")).toBeNull();
    expect(ageInYears(null, "2024-05-19")).toBeNull();
    expect(ageInYears("2030-01-01", "2024-05-19")).toBeNull();
  });
});

describe("numbers", () => {
  it("are grouped, and whole beyond 2^53", () => {
    expect(count(1234567)).toBe("1,234,567");
    expect(count("9007199254740993")).toBe("9,007,199,254,740,993");
    expect(count(null)).toBe("");
  });

  it("of bytes use binary steps (IEC 80000-13)", () => {
    expect(byteSize(0)).toBe("0 B");
    expect(byteSize(1023)).toBe("1023 B");
    expect(byteSize(1536)).toBe("1.5 KiB");
    expect(byteSize(25 * 1024 * 1024)).toBe("25 MiB");
  });

  it("as shares never claim all or nothing unless it is so", () => {
    expect(percent(999_999, 1_000_000)).toBe("99.9+%");
    expect(percent(1, 1_000_000)).toBe("<0.1%");
    expect(percent(5, 5)).toBe("100%");
    expect(percent(0, 5)).toBe("0%");
    expect(percent(1, 3)).toBe("33.3%");
    expect(percent(0, 0)).toBe("–");
  });

  it("as measured lose the noise of binary fractions", () => {
    expect(measured(0.1 + 0.2)).toBe("0.3");
    expect(measured(128)).toBe("128");
  });
});
