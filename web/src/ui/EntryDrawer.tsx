import { useQuery } from "@tanstack/react-query";
import { Drawer, Grid, Tag } from "antd";
import type { ReactNode } from "react";
import { getEntry } from "../api/api";
import { useSession } from "../app/session";
import { BytesView } from "../bytes/BytesView";
import { byteSize } from "../format/number";
import { instant } from "../format/time";
import { useText } from "../i18n/language";
import { ProblemView, shownProblem } from "./ProblemView";
import { Waiting } from "./Waiting";

/** One record of a landing entry. */
export interface RecordPlace {
  readonly position: string;
  readonly recordNumber: number;
  /** Where in the record the fault is, for records that were set aside. */
  readonly fault: string | null;
}

/** Metadata that says nothing to a reader beside the bytes themselves. */
const hiddenMetadata = new Set([
  "header",
  "file-id",
  "chunk",
  "last",
  "first-row",
  "skip-rows",
  "first_line",
  "first-message",
  "batch-messages",
  "file-batches",
  "delimiter",
  "quote",
  "encoding",
  "workbook",
  "mapping",
]);

function Provenance({ place }: { place: RecordPlace }) {
  const text = useText();
  const t = text.bytes;
  const entry = useQuery({ queryKey: ["entry", place.position], queryFn: () => getEntry(place.position) });
  if (entry.isPending) return <Waiting lines={3} />;
  if (entry.error) return <ProblemView problem={shownProblem(entry.error)} onRetry={() => entry.refetch()} />;
  const { data } = entry;
  const disposition = data.dispositions.find(
    (run) => run.firstRecord <= place.recordNumber && place.recordNumber <= run.lastRecord,
  );
  const metadata = Object.entries(data.metadata).filter(([name]) => !hiddenMetadata.has(name));
  return (
    <>
      <section aria-labelledby="provenance">
        <h2 id="provenance">{t.provenance}</h2>
        <dl className="facts">
          <dt>{t.source}</dt>
          <dd>{data.source}</dd>
          <dt>
            {t.channel} · {t.format}
          </dt>
          <dd>
            {t.channels[data.channel] ?? data.channel} · {t.formats[data.format] ?? data.format}
          </dd>
          <dt>{t.received}</dt>
          <dd className="number">{instant(data.receivedAt)}</dd>
          <dt>{t.position}</dt>
          <dd className="mono">{data.position}</dd>
          <dt>{t.record}</dt>
          <dd className="number">
            {place.recordNumber}
            {data.recordCount !== null && <span className="soft"> / {data.recordCount}</span>}
          </dd>
          {disposition && (
            <>
              <dt>{t.disposition}</dt>
              <dd>
                {t.dispositions[disposition.disposition] ?? disposition.disposition}
                {disposition.recordKind && <Tag style={{ marginLeft: 8 }}>{disposition.recordKind}</Tag>}
              </dd>
            </>
          )}
          <dt>{t.size}</dt>
          <dd>{byteSize(data.payloadBytes)}</dd>
          {data.characterSet && (
            <>
              <dt>{t.characterSet}</dt>
              <dd>
                {data.characterSet}
                {data.characterSetFlag && <span className="soft"> ({data.characterSetFlag})</span>}
              </dd>
            </>
          )}
          {data.mappingVersion !== null && (
            <>
              <dt>{t.mapping}</dt>
              <dd className="number">{data.mappingVersion}</dd>
            </>
          )}
          {metadata.map(([name, value]) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{name === "file" ? t.file : name}</dt>
              <dd className="mono">{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-labelledby="as-received">
        <h2 id="as-received">{t.title}</h2>
        <BytesView position={place.position} record={place.recordNumber} entry={data} fault={place.fault} />
      </section>
    </>
  );
}

/** A drawer with what is known of a record above and its bytes as received below. */
export function EntryDrawer(props: {
  title: string;
  place: RecordPlace | null;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { title, place, onClose, children } = props;
  const text = useText();
  const session = useSession();
  const screens = Grid.useBreakpoint();
  return (
    <Drawer
      open={place !== null}
      onClose={onClose}
      title={title}
      size={screens.md ? 720 : "100%"}
      destroyOnHidden
      closable={{ "aria-label": text.app.close }}
    >
      <div className="drawer-body">
        {children}
        {place &&
          (session.permissions.includes("landing.read") ? (
            <Provenance place={place} />
          ) : (
            <p className="soft">{text.bytes.denied}</p>
          ))}
      </div>
    </Drawer>
  );
}
