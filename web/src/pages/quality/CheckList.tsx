import { useQuery } from "@tanstack/react-query";
import { Input, Segmented, Tag } from "antd";
import { useState } from "react";
import { getQualityChecks, type QualityCheck } from "../../api/api";
import { count } from "../../format/number";
import { useLanguage } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { CheckDrawer } from "./CheckDrawer";
import { colourOf, shortPercent } from "./scores";

const statuses = ["attention", "failed", "error", "passed"] as const;
const mostShown = 60;

/** Checks with their newest result; a cell of the heat map narrows them. */
export function CheckList(props: {
  cell: { source: string | null; category: string | null };
  manages: boolean;
}) {
  const { text, language } = useLanguage();
  const t = text.quality;
  const { cell, manages } = props;
  const [status, setStatus] = useState<(typeof statuses)[number]>("attention");
  const [words, setWords] = useState("");
  const [open, setOpen] = useState<QualityCheck | null>(null);
  const checks = useQuery({
    queryKey: ["quality", "checks", status, cell.source, cell.category],
    queryFn: () =>
      getQualityChecks({
        status,
        ...(cell.category ? { category: cell.category } : {}),
        ...(cell.source ? { source: cell.source } : {}),
      }),
  });
  const titleOf = (check: QualityCheck) => (language === "zh" ? check.titleZh : check.titleEn);
  const wanted = words.trim().toLowerCase();
  const matching = (checks.data ?? []).filter(
    (check) => !wanted || `${check.id} ${titleOf(check)}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <div className="record-bar">
        <Segmented
          aria-label={t.state}
          value={status}
          onChange={setStatus}
          options={statuses.map((value) => ({ value, label: t.status[value]! }))}
        />
        <Input.Search
          allowClear
          aria-label={t.search}
          placeholder={t.search}
          style={{ width: 240 }}
          onChange={(event) => setWords(event.target.value)}
        />
        {cell.source && <Tag>{cell.source}</Tag>}
        {cell.category && <Tag>{t.category[cell.category]}</Tag>}
        {checks.data && (
          <span className="soft small" role="status">
            {t.shown(Math.min(mostShown, matching.length), matching.length)}
          </span>
        )}
      </div>
      {checks.error && <ProblemView problem={shownProblem(checks.error)} onRetry={() => checks.refetch()} />}
      {checks.isPending && <Waiting lines={6} />}
      {checks.data && matching.length === 0 && <MessageBox title={t.none} />}
      {matching.length > 0 && (
        <div className="wide">
          <table className="records quality-checks">
            <thead>
              <tr>
                <th scope="col">{t.state}</th>
                <th scope="col">{t.check}</th>
                <th scope="col" className="right">
                  {t.violated}
                </th>
                <th scope="col" className="right">
                  {t.percent}
                </th>
                <th scope="col" className="right">
                  {t.threshold}
                </th>
              </tr>
            </thead>
            <tbody>
              {matching.slice(0, mostShown).map((check) => (
                <tr key={check.id} onClick={() => setOpen(check)}>
                  <td>
                    <Tag color={colourOf[check.overall?.status ?? ""] ?? "default"}>
                      {t.status[check.overall?.status ?? ""] ?? "–"}
                    </Tag>
                  </td>
                  <td>
                    <button
                      type="button"
                      className="link"
                      onClick={(event) => {
                        event.stopPropagation();
                        setOpen(check);
                      }}
                    >
                      {titleOf(check)}
                    </button>
                    <div className="soft small">
                      {t.category[check.category]} · {t.severity[check.severity]} ·{" "}
                      <span className="mono">{check.id}</span>
                    </div>
                    {check.explanation && <div className="small">{check.explanation}</div>}
                  </td>
                  <td className="number right nowrap">
                    {count(check.overall?.violated)}{" "}
                    <span className="soft">/ {count(check.overall?.considered)}</span>
                  </td>
                  <td className="number right">{shortPercent(check.overall?.percent)}</td>
                  <td className="number right">{shortPercent(check.overall?.threshold)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <CheckDrawer check={open} source={cell.source} manages={manages} onClose={() => setOpen(null)} />
    </>
  );
}
