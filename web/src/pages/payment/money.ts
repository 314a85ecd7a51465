/** Yuan with separators and two decimals; the sign is kept and a plus is written where a difference is meant. */
export function yuan(value: number | null | undefined, withPlus = false): string {
  if (value === null || value === undefined) return "–";
  const text = Math.abs(value).toLocaleString("en-US", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return `${value < 0 ? "−" : withPlus && value > 0 ? "+" : ""}¥${text}`;
}

/** One amount less another; null where either is not known. */
export function difference(
  after: number | null | undefined,
  before: number | null | undefined,
): number | null {
  return typeof after === "number" && typeof before === "number" ? after - before : null;
}

/** Codes as a person writes them: one a line, or with commas, semicolons or blanks between. */
export function codesOf(text: string): string[] {
  return text
    .split(/[\s,;|，；、]+/)
    .map((code) => code.trim())
    .filter((code) => code.length > 0);
}

/** A reason of grouping, "name: 中文 / English" with semicolons between, in one language. */
export function reasonIn(language: "zh" | "en", reason: string | null | undefined): string {
  return (reason ?? "")
    .split("; ")
    .map((each) => each.replace(/^[a-z_]+: /, "").split(" / "))
    .map(([zh, en]) => (language === "en" ? (en ?? zh) : zh))
    .join("; ");
}
