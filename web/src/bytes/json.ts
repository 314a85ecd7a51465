/** One line of pretty-printed JSON with the path of the value that begins on it. */
export interface JsonLine {
  readonly depth: number;
  readonly text: string;
  /** Path in the writing of FHIRPath without the type: "name[0].family". Empty for the root and closing brackets. */
  readonly path: string;
}

const token = /\s*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\.)*")|([^\s{}[\],:"]+))/y;

interface Frame {
  readonly path: string;
  readonly isArray: boolean;
  index: number;
}

/**
 * Pretty-prints token by token, so that numbers keep the digits that were sent (1.50 stays 1.50, 2^53+1 stays exact),
 * which a round trip through JSON.parse would lose. Returns null where the text is not JSON.
 */
export function prettyJson(text: string): JsonLine[] | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const lines: JsonLine[] = [];
  const stack: Frame[] = [];
  let line = "";
  let path = "";
  let name: string | null = null;

  const here = () => {
    const top = stack.at(-1);
    if (!top) return "";
    if (top.isArray) return `${top.path}[${top.index}]`;
    return top.path ? `${top.path}.${name}` : (name ?? "");
  };
  const flush = () => {
    if (line !== "") lines.push({ depth: stack.length, text: line, path });
    line = "";
    path = "";
  };

  token.lastIndex = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [, mark, string, word] = match;
    const literal = string ?? word;
    if (literal !== undefined) {
      const top = stack.at(-1);
      if (top && !top.isArray && name === null) {
        name = JSON.parse(literal) as string;
        path = here();
      } else if (line === "") {
        path = here();
      }
      line += literal;
    } else if (mark === ":") {
      line += ": ";
    } else if (mark === ",") {
      const top = stack.at(-1)!;
      top.index++;
      name = null;
      if (line === "") {
        const last = lines.pop()!;
        lines.push({ ...last, text: `${last.text},` });
      } else {
        line += ",";
        flush();
      }
    } else if (mark === "{" || mark === "[") {
      const at = here();
      if (line === "") path = at;
      line += mark;
      flush();
      stack.push({ path: at, isArray: mark === "[", index: 0 });
      name = null;
    } else {
      flush();
      stack.pop();
      name = null;
      const last = lines.at(-1);
      const opened = mark === "}" ? "{" : "[";
      if (last && last.depth === stack.length && last.text.endsWith(opened)) {
        lines.pop();
        lines.push({ ...last, text: last.text + mark });
      } else {
        line = mark!;
        flush();
      }
    }
  }
  flush();
  return lines;
}

/** Brings the writings of a JSON place (pointer, JSONPath, FHIRPath with type) to that of {@link JsonLine.path}. */
export function normaliseJsonPath(path: string): string {
  let text = path.trim();
  if (text.startsWith("/")) {
    text = text
      .slice(1)
      .split("/")
      .map((part) =>
        /^\d+$/.test(part) ? `[${part}]` : `.${part.replaceAll("~1", "/").replaceAll("~0", "~")}`,
      )
      .join("")
      .replace(/^\./, "");
  }
  return text.replace(/^\$\.?/, "").replace(/^[A-Z][A-Za-z]+\./, "");
}

/** True where a line begins the value that a fault names. An index left out means the first. */
export function isFaultyLine(line: JsonLine, faultPath: string): boolean {
  if (faultPath === "" || line.path === "") return false;
  if (line.path === faultPath) return true;
  return line.path.replaceAll("[0]", "") === faultPath && !line.path.endsWith("[0]");
}
