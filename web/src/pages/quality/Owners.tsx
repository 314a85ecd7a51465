import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, InputNumber, Popconfirm, Select } from "antd";
import { useMemo, useState } from "react";
import { getQualityChecks, getQualityOwners, removeQualityOwner, setQualityOwner } from "../../api/api";
import { useLanguage } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { whatWentWrong } from "./scores";

const usualDays = 14;

/** Names who answers for a source, a table or a check. */
function Naming() {
  const { text, language } = useLanguage();
  const t = text.quality;
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [source, setSource] = useState<string>();
  const [table, setTable] = useState<string>();
  const [check, setCheck] = useState<string>();
  const [owner, setOwner] = useState("");
  const [days, setDays] = useState(usualDays);
  const checks = useQuery({ queryKey: ["quality", "checks", {}], queryFn: () => getQualityChecks({}) });
  const choices = useMemo(() => {
    const all = checks.data ?? [];
    const names = (values: Iterable<string>) =>
      [...new Set(values)].sort().map((value) => ({ value, label: value }));
    return {
      sources: names(all.flatMap((each) => each.bySource.flatMap((tally) => tally.source ?? []))),
      tables: names(all.map((each) => each.table)),
      checks: all
        .filter((each) => !table || each.table === table)
        .map((each) => ({
          value: each.id,
          label: `${language === "zh" ? each.titleZh : each.titleEn} · ${each.id}`,
        })),
    };
  }, [checks.data, table, language]);
  const set = useMutation({
    mutationFn: () =>
      setQualityOwner({
        source: source ?? null,
        table: check ? null : (table ?? null),
        check: check ?? null,
        owner: owner.trim(),
        days,
      }),
    onSuccess: async () => {
      setOwner("");
      await queries.invalidateQueries({ queryKey: ["quality", "owners"] });
    },
    onError: (error) => void message.error(whatWentWrong(error, text.problem.title)),
  });
  return (
    <div className="owner-form">
      <Select
        allowClear
        showSearch
        aria-label={t.source}
        placeholder={t.allSources}
        value={source}
        onChange={setSource}
        options={choices.sources}
      />
      <Select
        allowClear
        showSearch
        aria-label={t.owners.table}
        placeholder={t.owners.allTables}
        value={table}
        onChange={(value) => {
          setTable(value);
          setCheck(undefined);
        }}
        options={choices.tables}
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        aria-label={t.check}
        placeholder={t.owners.allChecks}
        value={check}
        onChange={setCheck}
        options={choices.checks}
      />
      <Input
        aria-label={t.owners.name}
        placeholder={t.owners.name}
        value={owner}
        maxLength={80}
        onChange={(event) => setOwner(event.target.value)}
      />
      <InputNumber
        aria-label={t.owners.days}
        min={1}
        max={365}
        value={days}
        onChange={(value) => setDays(value ?? usualDays)}
      />
      <Button type="primary" disabled={!owner.trim()} loading={set.isPending} onClick={() => set.mutate()}>
        {t.owners.set}
      </Button>
    </div>
  );
}

/** Who answers for what: tickets are opened in their name. */
export function Owners({ manages }: { manages: boolean }) {
  const { text } = useLanguage();
  const t = text.quality;
  const { message } = App.useApp();
  const queries = useQueryClient();
  const owners = useQuery({ queryKey: ["quality", "owners"], queryFn: getQualityOwners });
  const remove = useMutation({
    mutationFn: removeQualityOwner,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["quality", "owners"] }),
    onError: (error) => void message.error(whatWentWrong(error, text.problem.title)),
  });
  if (owners.isPending) return <Waiting lines={4} />;
  if (owners.error)
    return <ProblemView problem={shownProblem(owners.error)} onRetry={() => owners.refetch()} />;
  return (
    <div className="stack">
      <p className="soft">{t.owners.lead}</p>
      {manages && <Naming />}
      {owners.data.length === 0 && <p className="soft">{t.owners.none}</p>}
      {owners.data.length > 0 && (
        <div className="wide">
          <table className="records quality-checks still">
            <thead>
              <tr>
                <th scope="col">{t.source}</th>
                <th scope="col">{t.owners.table}</th>
                <th scope="col">{t.check}</th>
                <th scope="col">{t.owner}</th>
                <th scope="col" className="right">
                  {t.owners.days}
                </th>
                {manages && <th scope="col">{t.owners.remove}</th>}
              </tr>
            </thead>
            <tbody>
              {owners.data.map((each) => (
                <tr key={`${each.source}/${each.table}/${each.checkId}`}>
                  <td>{each.source || t.allSources}</td>
                  <td>{each.table || t.owners.allTables}</td>
                  <td>{each.checkId || t.owners.allChecks}</td>
                  <td>{each.owner}</td>
                  <td className="number right">{each.days}</td>
                  {manages && (
                    <td>
                      <Popconfirm
                        title={t.owners.removeAsk}
                        onConfirm={() =>
                          remove.mutate({
                            source: each.source || null,
                            table: each.table || null,
                            check: each.checkId || null,
                          })
                        }
                      >
                        <Button size="small">{t.owners.remove}</Button>
                      </Popconfirm>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
