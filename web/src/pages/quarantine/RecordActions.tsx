import { EditOutlined, RedoOutlined, StopOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input } from "antd";
import { useState } from "react";
import { discardRecord, fixRecord, getBytes, type QuarantinedRecord, replayRecords } from "../../api/api";
import { useSession } from "../../app/session";
import { count } from "../../format/number";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { editableText, isEditable } from "./editable";

/** What was decided about a record, and where that landed. */
export function DecisionNote({ record }: { record: QuarantinedRecord }) {
  const t = useText().quarantine;
  if (!record.decision) return null;
  const { by, at, why, position } = record.decision;
  return (
    <div className="decision-note">
      <strong>{t.statuses[record.status] ?? record.status}</strong>{" "}
      <span className="soft">{t.decided(by, instant(at).slice(0, 16))}</span>
      <p>{why}</p>
      <p className="soft small">
        {t.landedAt} <span className="mono">{position}</span>
      </p>
    </div>
  );
}

function Why({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useText().quarantine;
  return (
    <label className="why">
      <span>{t.why}</span>
      <Input value={value} maxLength={500} onChange={(event) => onChange(event.target.value)} />
      <span className="soft small">{t.whyHint}</span>
    </label>
  );
}

function Editor({
  record,
  onDone,
  onCancel,
}: {
  record: QuarantinedRecord;
  onDone: () => void;
  onCancel: () => void;
}) {
  const text = useText();
  const t = text.quarantine;
  const { message } = App.useApp();
  const bytes = useQuery({
    queryKey: ["bytes", record.position, record.recordNumber],
    queryFn: () => getBytes(record.position, record.recordNumber),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [edited, setEdited] = useState<string | null>(null);
  const [why, setWhy] = useState("");
  const fix = useMutation({
    mutationFn: (value: string) => fixRecord(record.position, record.recordNumber, value, why),
    onSuccess: (outcome) => {
      void message.success(t.fixedAs(text.bytes.dispositions[outcome.disposition] ?? outcome.disposition));
      onDone();
    },
  });
  if (bytes.isPending) return <Waiting lines={4} />;
  if (bytes.error) return <ProblemView problem={shownProblem(bytes.error)} onRetry={() => bytes.refetch()} />;
  if (!isEditable(record, bytes.data)) return <p className="soft">{t.notEditable}</p>;
  const original = editableText(bytes.data);
  const value = edited ?? original;
  return (
    <form
      className="editor"
      onSubmit={(event) => {
        event.preventDefault();
        fix.mutate(value);
      }}
    >
      <label>
        <span>{t.editText}</span>
        <Input.TextArea
          className="mono"
          value={value}
          spellCheck={false}
          autoSize={{ minRows: 4, maxRows: 22 }}
          onChange={(event) => setEdited(event.target.value)}
        />
      </label>
      <Why value={why} onChange={setWhy} />
      {fix.error && <ProblemView problem={shownProblem(fix.error)} />}
      <div className="actions">
        <Button
          type="primary"
          htmlType="submit"
          loading={fix.isPending}
          disabled={value === original || why.trim() === ""}
        >
          {t.saveFix}
        </Button>
        <Button onClick={onCancel}>{text.app.cancel}</Button>
      </div>
    </form>
  );
}

function Discarding({
  record,
  onDone,
  onCancel,
}: {
  record: QuarantinedRecord;
  onDone: () => void;
  onCancel: () => void;
}) {
  const text = useText();
  const t = text.quarantine;
  const [why, setWhy] = useState("");
  const discard = useMutation({
    mutationFn: () => discardRecord(record.position, record.recordNumber, why),
    onSuccess: onDone,
  });
  return (
    <form
      className="editor"
      onSubmit={(event) => {
        event.preventDefault();
        discard.mutate();
      }}
    >
      <p>{t.discardText}</p>
      <Why value={why} onChange={setWhy} />
      {discard.error && <ProblemView problem={shownProblem(discard.error)} />}
      <div className="actions">
        <Button
          danger
          type="primary"
          htmlType="submit"
          loading={discard.isPending}
          disabled={why.trim() === ""}
        >
          {t.discard}
        </Button>
        <Button onClick={onCancel}>{text.app.cancel}</Button>
      </div>
    </form>
  );
}

/** What can be done about a record that was set aside. */
export function RecordActions({ record, onDone }: { record: QuarantinedRecord; onDone: () => void }) {
  const t = useText().quarantine;
  const session = useSession();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [doing, setDoing] = useState<"fix" | "discard" | null>(null);
  const done = () => {
    void queries.invalidateQueries({ queryKey: ["quarantine"] });
    void queries.invalidateQueries({ queryKey: ["quarantine-reasons"] });
    void queries.invalidateQueries({ queryKey: ["overview"] });
    onDone();
  };
  const replay = useMutation({
    mutationFn: () => replayRecords({ position: record.position }),
    onSuccess: (outcome) => {
      void message.info(t.replayed(outcome.records, outcome.released));
      if (outcome.released > 0) done();
    },
  });
  if (!session.permissions.includes("quarantine.fix") || record.status === "fixed") return null;
  if (doing === "fix") return <Editor record={record} onDone={done} onCancel={() => setDoing(null)} />;
  if (doing === "discard")
    return <Discarding record={record} onDone={done} onCancel={() => setDoing(null)} />;
  return (
    <div className="actions">
      {session.permissions.includes("landing.read") && (
        <Button type="primary" icon={<EditOutlined />} onClick={() => setDoing("fix")}>
          {t.fix}
        </Button>
      )}
      {record.status === "open" && (
        <>
          <Button icon={<RedoOutlined />} loading={replay.isPending} onClick={() => replay.mutate()}>
            {t.replayEntry(count(record.entryRecords))}
          </Button>
          <Button icon={<StopOutlined />} onClick={() => setDoing("discard")}>
            {t.discard}
          </Button>
        </>
      )}
      {replay.error && <ProblemView problem={shownProblem(replay.error)} />}
    </div>
  );
}
