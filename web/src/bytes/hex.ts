/** One line of a hex dump: offset, sixteen bytes, and the printable ones as ASCII. */
export interface HexLine {
  readonly offset: string;
  readonly hex: string;
  readonly ascii: string;
}

export function hexLines(bytes: Uint8Array, limit = 4096): HexLine[] {
  const lines: HexLine[] = [];
  const end = Math.min(bytes.length, limit);
  for (let at = 0; at < end; at += 16) {
    const part = bytes.subarray(at, Math.min(at + 16, end));
    lines.push({
      offset: at.toString(16).padStart(8, "0"),
      hex: Array.from(part, (b) => b.toString(16).padStart(2, "0")).join(" "),
      ascii: Array.from(part, (b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : ".")).join(""),
    });
  }
  return lines;
}
