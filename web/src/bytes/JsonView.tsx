import { useText } from "../i18n/language";
import { isFaultyLine, type JsonLine, normaliseJsonPath } from "./json";

/** At most so many lines are laid out; a bundle of thousands is read by record or downloaded. */
const lineLimit = 3000;

/** Pretty-printed JSON; the line that a fault names is marked. */
export function JsonView({ lines, fault }: { lines: readonly JsonLine[]; fault: string | null }) {
  const text = useText();
  const path = normaliseJsonPath(fault ?? "");
  return (
    <section className="bytes-box" aria-label="JSON" tabIndex={-1}>
      {lines.slice(0, lineLimit).map((line, index) => {
        const key = /^("(?:[^"\\]|\\.)*")(: )?([\s\S]*)$/.exec(line.text);
        const hasName = key?.[2] !== undefined;
        const isFault = isFaultyLine(line, path);
        return (
          <div
            key={index}
            className={isFault ? "json-line json-faulty" : "json-line"}
            style={{ paddingLeft: 12 + line.depth * 16 }}
          >
            {hasName ? (
              <>
                <span className="json-name">{key?.[1]}</span>: {key?.[3]}
              </>
            ) : (
              line.text
            )}
            {isFault && <small className="fault-tag">{text.bytes.fault}</small>}
          </div>
        );
      })}
      {lines.length > lineLimit && <div className="json-line">…</div>}
    </section>
  );
}
