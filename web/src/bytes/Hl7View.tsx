import { useMemo } from "react";
import { useText } from "../i18n/language";
import { type Hl7Segment, isFaultySegment, messageOf, parseHl7Place, splitHl7 } from "./hl7";

function Segment({ segment, faultyField }: { segment: Hl7Segment; faultyField: number | null }) {
  const text = useText();
  const isHeader = segment.fields[0]?.text === segment.separator;
  return (
    <div className="hl7-line">
      <b className="hl7-name">{segment.name}</b>
      {segment.fields.map((field) => {
        const isFault = field.number === faultyField;
        // In a header the first field is the separator itself and is not written twice.
        if (isHeader && field.number === 1) return null;
        return (
          <span key={field.number}>
            <i aria-hidden>{segment.separator}</i>
            {isFault ? (
              <mark title={`${segment.name}-${field.number}`}>
                {field.text || "∅"}
                <small>
                  {segment.name}-{field.number} {text.bytes.fault}
                </small>
              </mark>
            ) : (
              <span title={field.text && `${segment.name}-${field.number}`}>{field.text}</span>
            )}
          </span>
        );
      })}
      {faultyField !== null && !segment.fields.some((field) => field.number === faultyField) && (
        <mark>
          ∅
          <small>
            {segment.name}-{faultyField} {text.bytes.fault}
          </small>
        </mark>
      )}
    </div>
  );
}

/** A message as segments, one a line; the field that a fault names is marked, also where it was not sent at all. */
export function Hl7View({ text, record, fault }: { text: string; record: number; fault: string | null }) {
  const segments = useMemo(() => messageOf(splitHl7(text), record), [text, record]);
  const place = parseHl7Place(fault);
  return (
    <section className="bytes-box" aria-label="HL7 v2" tabIndex={-1}>
      {segments.map((segment, index) => {
        const faulty = isFaultySegment(segment, place);
        return (
          <div key={`${index}-${segment.name}`} className={faulty ? "hl7-faulty" : undefined}>
            <Segment segment={segment} faultyField={faulty ? (place?.field ?? null) : null} />
          </div>
        );
      })}
      {place && !segments.some((segment) => isFaultySegment(segment, place)) && (
        <MissingSegment name={place.segment} />
      )}
    </section>
  );
}

function MissingSegment({ name }: { name: string }) {
  const text = useText();
  return (
    <div className="hl7-faulty">
      <div className="hl7-line">
        <mark>
          {name} ∅ <small>{text.bytes.fault}</small>
        </mark>
      </div>
    </div>
  );
}
