const grouped = new Intl.NumberFormat("en-US");

/** 1234567 → "1,234,567"; the same in both languages. Numbers beyond 2^53 come as text and keep every digit. */
export function count(value: number | string | null | undefined): string {
  if (value === null || value === undefined || value === "") return "";
  return typeof value === "number" ? grouped.format(value) : grouped.format(BigInt(value));
}

/** Bytes in binary steps with one decimal below ten: "512 B", "1.5 KiB", "23 MiB". */
export function byteSize(value: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  const text = unit === 0 || size >= 10 ? Math.round(size).toString() : size.toFixed(1);
  return `${text} ${units[unit]}`;
}

/** A share as percent. A share that is not whole is never rounded up to 100 or down to 0. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return "–";
  const share = (100 * part) / whole;
  if (part !== whole && share > 99.9) return "99.9+%";
  if (part !== 0 && share < 0.1) return "<0.1%";
  return `${Number.isInteger(share) ? share : share.toFixed(1)}%`;
}

/** A measured value without the noise of binary fractions: 5.6000000001 → "5.6". */
export function measured(value: number): string {
  return String(Number(value.toPrecision(12)));
}
