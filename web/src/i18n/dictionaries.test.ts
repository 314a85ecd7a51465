import { describe, expect, it } from "vitest";
import { en } from "./en";
import { zh } from "./zh";

function leaves(value: unknown, path = ""): Map<string, unknown> {
  const found = new Map<string, unknown>();
  if (value !== null && typeof value === "object") {
    for (const [name, child] of Object.entries(value))
      for (const [at, leaf] of leaves(child, path ? `${path}.${name}` : name)) found.set(at, leaf);
  } else found.set(path, value);
  return found;
}

const sample = (leaf: unknown): string =>
  typeof leaf === "function" ? (leaf as (...p: unknown[]) => string)(2, 3) : (leaf as string);

describe("dictionaries", () => {
  const chinese = leaves(zh);
  const english = leaves(en);

  it("have the same keys in both languages", () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    expect(chinese.size).toBeGreaterThan(150);
  });

  it("have no empty text, and text of the same kind on both sides", () => {
    for (const [path, leaf] of chinese) {
      expect(typeof english.get(path), path).toBe(typeof leaf);
      expect(sample(leaf).trim(), path).not.toBe("");
      expect(sample(english.get(path)).trim(), path).not.toBe("");
    }
  });

  it("hold no Chinese in English texts, except the name of the other language", () => {
    const allowed = new Set(["app.language", "app.languageShort"]);
    for (const [path, leaf] of english)
      if (!allowed.has(path)) expect(sample(leaf), path).not.toMatch(/\p{Script=Han}/u);
  });
});
