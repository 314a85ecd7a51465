import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { changeFindings } from "../../api/api";
import { useLanguage } from "../../i18n/language";
import { shownProblem } from "../../ui/ProblemView";

/** Changes one finding, or several together. */
export function FindingChangeForm(props: {
  pack: string;
  findings: readonly string[];
  next: readonly string[];
  onDone: () => void;
}) {
  const { pack, findings, next, onDone } = props;
  const { text } = useLanguage();
  const t = text.scenarios.findings;
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [state, setState] = useState<string | null>(null);
  const [assignee, setAssignee] = useState("");
  const [dueOn, setDueOn] = useState("");
  const [comment, setComment] = useState("");
  const [recovered, setRecovered] = useState<number | null>(null);
  const needsReason = (state === "dismissed" || state === "reopened") && !comment.trim();
  const change = useMutation({
    mutationFn: () =>
      changeFindings(pack, {
        findings: [...findings],
        state,
        assignee: assignee.trim() || null,
        dueOn: dueOn || null,
        comment: comment.trim() || null,
        recovered: state === "recovered" ? recovered : null,
      }),
    onSuccess: async () => {
      void message.success(t.saved(findings.length));
      await queries.invalidateQueries({ queryKey: ["pack", pack, "findings"] });
      onDone();
    },
    onError: (error) => {
      const problem = shownProblem(error);
      void message.error(
        typeof problem === "string" ? text.problem.title : `${problem.what} ${problem.whatToDo}`,
      );
    },
  });
  return (
    <div className="finding-change">
      <Select
        allowClear
        aria-label={t.change}
        placeholder={t.change}
        value={state}
        onChange={(value: string | undefined) => setState(value ?? null)}
        options={next.map((value) => ({ value, label: t.does[value] ?? value }))}
      />
      {state === "recovered" && findings.length === 1 && (
        <InputNumber
          aria-label={t.recovered}
          placeholder={t.recovered}
          min={0}
          precision={2}
          value={recovered}
          onChange={setRecovered}
        />
      )}
      <Input
        aria-label={t.assignee}
        placeholder={t.assignee}
        value={assignee}
        maxLength={80}
        onChange={(event) => setAssignee(event.target.value)}
      />
      <Input
        type="date"
        aria-label={t.due}
        title={t.due}
        value={dueOn}
        onChange={(event) => setDueOn(event.target.value)}
      />
      <Input.TextArea
        aria-label={t.comment}
        placeholder={t.comment}
        value={comment}
        maxLength={4000}
        rows={2}
        onChange={(event) => setComment(event.target.value)}
      />
      {needsReason && <p className="small soft">{t.reason}</p>}
      <Button
        type="primary"
        disabled={needsReason || (!state && !assignee.trim() && !dueOn && !comment.trim())}
        loading={change.isPending}
        onClick={() => change.mutate()}
      >
        {t.save}
      </Button>
    </div>
  );
}
