import { DownloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Segmented } from "antd";
import { useMemo, useState } from "react";
import { type EntryBytes, type EntryHeader, fileAddress, getBytes, getFile } from "../api/api";
import { byteSize } from "../format/number";
import { useText } from "../i18n/language";
import { ProblemView, shownProblem } from "../ui/ProblemView";
import { Waiting } from "../ui/Waiting";
import { show } from "./decode";
import { Hl7View } from "./Hl7View";
import { hexLines } from "./hex";
import { JsonView } from "./JsonView";
import { TableView } from "./TableView";
import "./bytes.css";

/** Files larger than this are offered for download and not dumped. */
const hexLimitBytes = 4 * 1024 * 1024;

function HexView({ position }: { position: string }) {
  const file = useQuery({ queryKey: ["file", position], queryFn: () => getFile(position) });
  if (file.isPending) return <Waiting lines={4} />;
  if (file.error) return <ProblemView problem={shownProblem(file.error)} />;
  return (
    <pre className="bytes-plain hex">
      {hexLines(file.data)
        .map((line) => `${line.offset}  ${line.hex.padEnd(47)}  ${line.ascii}`)
        .join("\n")}
    </pre>
  );
}

function ReadableText({
  bytes,
  record,
  entry,
  fault,
}: {
  bytes: EntryBytes;
  /** The record meant: what was cut out by the server, or is to be found in the whole entry. */
  record: number;
  entry: EntryHeader | undefined;
  fault: string | null;
}) {
  const value = bytes.text ?? "";
  const shown = useMemo(() => show(value, bytes.mediaType), [value, bytes.mediaType]);
  switch (shown.as) {
    case "hl7":
      return <Hl7View text={value} record={record} fault={fault} />;
    case "json":
      return <JsonView lines={shown.lines} fault={fault} />;
    case "table":
      return <TableView text={value} record={record} metadata={entry?.metadata ?? {}} fault={fault} />;
    case "text":
      return <PlainText text={value} />;
  }
}

function PlainText({ text }: { text: string }) {
  return <pre className="bytes-plain">{text.replace(/\r\n?/g, "\n")}</pre>;
}

/** The bytes of one record as received: laid out for reading with the faulty place marked, or as they were sent. */
export function BytesView(props: {
  position: string;
  record: number;
  entry: EntryHeader | undefined;
  fault: string | null;
}) {
  const { position, record, entry, fault } = props;
  const text = useText();
  const t = text.bytes;
  const [asSent, setAsSent] = useState(false);
  const bytes = useQuery({
    queryKey: ["bytes", position, record],
    queryFn: () => getBytes(position, record),
  });

  if (bytes.isPending) return <Waiting lines={5} />;
  if (bytes.error) return <ProblemView problem={shownProblem(bytes.error)} onRetry={() => bytes.refetch()} />;
  const { data } = bytes;
  if (data.isErased) return <Alert type="info" showIcon title={t.erased} />;
  return (
    <div>
      <div className="bytes-bar">
        {data.text === null ? (
          <span className="soft">{t.views.hex}</span>
        ) : (
          <Segmented
            aria-label={t.title}
            size="small"
            value={asSent ? "raw" : "readable"}
            onChange={(value) => setAsSent(value === "raw")}
            options={[
              { value: "readable", label: t.readable },
              { value: "raw", label: t.raw },
            ]}
          />
        )}
        <span className="soft">
          {byteSize(data.sizeBytes)}
          {data.characterSet && ` · ${data.characterSet}`}
        </span>
        <Button size="small" icon={<DownloadOutlined />} href={fileAddress(position)} download>
          {t.download}
        </Button>
      </div>
      {data.isTruncated && (
        <p className="soft">{t.cut(byteSize(new Blob([data.text ?? ""]).size), byteSize(data.sizeBytes))}</p>
      )}
      {data.text === null ? (
        data.sizeBytes <= hexLimitBytes && <HexView position={position} />
      ) : asSent ? (
        <PlainText text={data.text} />
      ) : (
        <ReadableText bytes={data} record={record} entry={entry} fault={fault} />
      )}
    </div>
  );
}
