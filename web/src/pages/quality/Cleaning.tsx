import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Grid, Input, Modal, Popconfirm, Select, Tag } from "antd";
import { useState } from "react";
import {
  type CleaningRuleState,
  getAmendments,
  getCleaningRules,
  previewCleaning,
  runCleaning,
  undoCleaning,
} from "../../api/api";
import { count } from "../../format/number";
import { instant } from "../../format/time";
import { useLanguage } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { whatWentWrong } from "./scores";

/** What is taken back: every amendment of a rule, or one. */
interface Undoing {
  readonly rule: string | null;
  readonly amendment: string | null;
}

/** A value of a column as JSON, written as people read it. */
function shown(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return value === null ? "–" : String(value);
  } catch {
    return json;
  }
}

function UndoDialog({ undoing, onClose }: { undoing: Undoing | null; onClose: () => void }) {
  const { text } = useLanguage();
  const t = text.quality.cleaning;
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [why, setWhy] = useState("");
  const undo = useMutation({
    mutationFn: (what: Undoing) => undoCleaning({ ...what, why: why.trim() }),
    onSuccess: async (done) => {
      void message.success(t.undone(done.count));
      setWhy("");
      onClose();
      await queries.invalidateQueries({ queryKey: ["quality", "cleaning"] });
    },
    onError: (error) => void message.error(whatWentWrong(error, text.problem.title)),
  });
  return (
    <Modal
      open={undoing !== null}
      title={undoing?.rule ? t.undoRule : t.undo}
      onCancel={onClose}
      okText={t.undo}
      okButtonProps={{ disabled: !why.trim(), loading: undo.isPending }}
      onOk={() => undoing && undo.mutate(undoing)}
    >
      <p>{t.undoAsk}</p>
      <Input.TextArea
        aria-label={t.why}
        rows={2}
        maxLength={500}
        value={why}
        onChange={(event) => setWhy(event.target.value)}
      />
    </Modal>
  );
}

/** What a rule would change now, row by row as far as the caller may see rows. */
function Preview({ rule, onDone }: { rule: CleaningRuleState; onDone: () => void }) {
  const { text } = useLanguage();
  const t = text.quality.cleaning;
  const { message } = App.useApp();
  const queries = useQueryClient();
  const preview = useQuery({
    queryKey: ["quality", "cleaning", "preview", rule.id],
    queryFn: () => previewCleaning(rule.id),
    gcTime: 0,
  });
  const run = useMutation({
    mutationFn: () => runCleaning(rule.id),
    onSuccess: async (done) => {
      void message.success(t.done(done.amended));
      onDone();
      await queries.invalidateQueries({ queryKey: ["quality", "cleaning"] });
    },
    onError: (error) => void message.error(whatWentWrong(error, text.problem.title)),
  });
  if (preview.isPending) return <Waiting lines={5} />;
  if (preview.error)
    return <ProblemView problem={shownProblem(preview.error)} onRetry={() => preview.refetch()} />;
  const { found, amended, takenBack, rows } = preview.data;
  return (
    <div className="drawer-body stack">
      <p className="soft">{rule.why}</p>
      <p>{amended === 0 && takenBack === 0 ? t.nothing : t.found(found, amended, takenBack)}</p>
      {amended > 0 && (
        <Popconfirm title={t.runAsk(amended)} onConfirm={() => run.mutate()}>
          <Button type="primary" loading={run.isPending}>
            {t.run}
          </Button>
        </Popconfirm>
      )}
      {amended > 0 && <p className="soft small">{rows.length === 0 ? t.hidden : t.first(rows.length)}</p>}
      <ul className="violations">
        {rows.map((row) => (
          <li key={row.row}>
            <span className="mono">{row.row}</span> <span className="soft">{row.source}</span>{" "}
            <span className="soft small mono">
              {row.position} · {row.recordNumber}
            </span>
            <div className="row-values">
              {row.changes.length === 0 && <span>{t.removed}</span>}
              {row.changes.map((change) => (
                <span key={change.column}>
                  <span className="soft">{change.column}</span> <s>{shown(change.old)}</s> →{" "}
                  <b>{shown(change.new)}</b>
                </span>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Amendments({
  rules,
  manages,
  onUndo,
}: {
  rules: readonly CleaningRuleState[];
  manages: boolean;
  onUndo: (undoing: Undoing) => void;
}) {
  const { text, language } = useLanguage();
  const t = text.quality.cleaning;
  const [rule, setRule] = useState<string>();
  const amendments = useQuery({
    queryKey: ["quality", "cleaning", "amendments", rule],
    queryFn: () => getAmendments(rule),
  });
  return (
    <section aria-labelledby="amendments">
      <h2 id="amendments">{t.amendments}</h2>
      <Select
        allowClear
        className="amendment-rule"
        aria-label={t.rule}
        placeholder={t.allRules}
        value={rule}
        onChange={setRule}
        options={rules.map((each) => ({
          value: each.id,
          label: language === "zh" ? each.titleZh : each.title,
        }))}
      />
      {amendments.isPending && <Waiting lines={4} />}
      {amendments.error && (
        <ProblemView problem={shownProblem(amendments.error)} onRetry={() => amendments.refetch()} />
      )}
      {amendments.data?.length === 0 && <p className="soft">{t.noAmendments}</p>}
      {amendments.data && amendments.data.length > 0 && (
        <div className="wide">
          <table className="records quality-checks still">
            <thead>
              <tr>
                <th scope="col">{text.quality.state}</th>
                <th scope="col">{t.rule}</th>
                <th scope="col">{t.table}</th>
                <th scope="col">{text.quality.source}</th>
                <th scope="col">{t.at}</th>
                <th scope="col">{t.why}</th>
                {manages && <th scope="col">{t.undo}</th>}
              </tr>
            </thead>
            <tbody>
              {amendments.data.map((each) => (
                <tr key={each.id}>
                  <td>
                    <Tag color={each.state === "standing" ? "green" : "default"}>
                      {t.states[each.state] ?? each.state}
                    </Tag>
                  </td>
                  <td>
                    {each.rule ? `${each.rule}@${each.ruleVersion}` : t.byHand}
                    <div className="soft small">{each.by}</div>
                  </td>
                  <td>{each.table}</td>
                  <td>
                    {each.source}
                    <div className="soft small mono">
                      {each.position} · {each.recordNumber}
                    </div>
                  </td>
                  <td className="number nowrap">{instant(each.at).slice(0, 16)}</td>
                  <td>{each.why}</td>
                  {manages && (
                    <td>
                      {each.state === "standing" && (
                        <Button size="small" onClick={() => onUndo({ rule: null, amendment: each.id })}>
                          {t.undo}
                        </Button>
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** Rules that complete, correct and deduplicate rows, what each would change, and what has been changed. */
export function Cleaning({ manages }: { manages: boolean }) {
  const { text, language } = useLanguage();
  const t = text.quality.cleaning;
  const screens = Grid.useBreakpoint();
  const [open, setOpen] = useState<CleaningRuleState | null>(null);
  const [undoing, setUndoing] = useState<Undoing | null>(null);
  const rules = useQuery({ queryKey: ["quality", "cleaning", "rules"], queryFn: getCleaningRules });
  if (rules.isPending) return <Waiting lines={5} />;
  if (rules.error) return <ProblemView problem={shownProblem(rules.error)} onRetry={() => rules.refetch()} />;
  const titleOf = (rule: CleaningRuleState) => (language === "zh" ? rule.titleZh : rule.title);
  return (
    <div className="stack">
      <p className="soft">{t.lead}</p>
      {rules.data.faults.length > 0 && (
        <Alert type="warning" showIcon title={t.faults} description={rules.data.faults.join(" ")} />
      )}
      <div className="wide">
        <table className="records quality-checks still">
          <thead>
            <tr>
              <th scope="col">{t.rule}</th>
              <th scope="col">{t.table}</th>
              <th scope="col" className="right">
                {t.version}
              </th>
              <th scope="col" className="right">
                {t.standing}
              </th>
              <th scope="col" className="right">
                {t.withdrawn}
              </th>
              {manages && <th scope="col">{t.preview}</th>}
            </tr>
          </thead>
          <tbody>
            {rules.data.rules.map((rule) => (
              <tr key={rule.id}>
                <td>
                  {titleOf(rule)} <Tag>{t.kinds[rule.kind] ?? rule.kind}</Tag>
                  {!rule.isBuiltIn && <Tag color="cyan">{t.ofSite}</Tag>}
                  <div className="soft small mono">{rule.id}</div>
                </td>
                <td>{rule.table}</td>
                <td className="number right">{rule.version}</td>
                <td className="number right">{count(rule.standing)}</td>
                <td className="number right">{count(rule.withdrawn)}</td>
                {manages && (
                  <td className="cleaning-tools">
                    <Button size="small" onClick={() => setOpen(rule)}>
                      {t.preview}
                    </Button>
                    {rule.standing > 0 && (
                      <Button size="small" onClick={() => setUndoing({ rule: rule.id, amendment: null })}>
                        {t.undoRule}
                      </Button>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Amendments rules={rules.data.rules} manages={manages} onUndo={setUndoing} />
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        title={open && titleOf(open)}
        size={screens.md ? 640 : "100%"}
        destroyOnHidden
        closable={{ "aria-label": text.app.close }}
      >
        {open && <Preview rule={open} onDone={() => setOpen(null)} />}
      </Drawer>
      <UndoDialog undoing={undoing} onClose={() => setUndoing(null)} />
    </div>
  );
}
