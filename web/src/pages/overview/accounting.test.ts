import { describe, expect, it } from "vitest";
import { accountOf, entriesBetween } from "./accounting";

const none = { received: 0, loaded: 0, kept: 0, superseded: 0, quarantined: 0, duplicate: 0, erased: 0 };

describe("accounting", () => {
  it("balances when every record has one disposition", () => {
    const records = {
      received: 15,
      loaded: 7,
      kept: 1,
      quarantined: 2,
      superseded: 1,
      duplicate: 3,
      erased: 1,
    };
    expect(accountOf(records).missing).toBe(0);
  });

  it("tells how many records have no disposition", () => {
    expect(accountOf({ ...none, received: 10, loaded: 7 }).missing).toBe(3);
  });

  it("counts entries between two positions of one journal, and does not guess over two", () => {
    expect(entriesBetween("1:40", "1:42")).toBe(2);
    expect(entriesBetween("1:42", "1:42")).toBe(0);
    expect(entriesBetween("1:42", "2:1")).toBeNull();
  });
});
