/** Width of a text in pixels, roughly: signs of Chinese are as wide as high. */
export const widthOf = (text: string) => [...text].reduce((sum, sign) => sum + widthOfSign(sign), 0);

const widthOfSign = (sign: string) => ((sign.codePointAt(0) ?? 0) > 0x2e80 ? 12 : 6.6);

/**
 * A name cut in its middle to a width in pixels. Names of one picture often begin alike (an institution) and differ at the end (its
 * department), so two thirds of the room go to the end.
 */
export function shortened(text: string, width: number) {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf("…");
  const signs = [...text];
  const take = (from: readonly string[], limit: number) => {
    let used = 0;
    let count = 0;
    for (const sign of from) {
      used += widthOfSign(sign);
      if (used > limit) break;
      count++;
    }
    return count;
  };
  const head = signs.slice(0, take(signs, room / 3));
  const rest = room - widthOf(head.join(""));
  const tail = take([...signs].reverse(), rest);
  return `${head.join("")}…${tail > 0 ? signs.slice(-tail).join("") : ""}`;
}
