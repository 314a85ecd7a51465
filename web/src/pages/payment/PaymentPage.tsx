import { useQuery } from "@tanstack/react-query";
import { Checkbox, Drawer, Input, Segmented, Tag } from "antd";
import { useState } from "react";
import { getPaymentStays, type PaymentStay } from "../../api/api";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { CaseCheck } from "./CaseCheck";
import { MonthTrial } from "./MonthTrial";
import { yuan } from "./money";
import "./payment.css";

function StayRow({ stay, onOpen }: { stay: PaymentStay; onOpen: () => void }) {
  const t = useText().payment;
  return (
    <li>
      <button type="button" className="stay" onClick={onOpen}>
        <span>
          <strong>
            {stay.mainName ?? "–"} <span className="mono">{stay.mainCode}</span>
          </strong>
          <span className="soft small">
            {stay.institution} · {stay.department} · {stay.physician}
          </span>
          <span className="soft small">
            {stay.admission?.slice(0, 10)} – {stay.discharge?.slice(0, 10)} ·{" "}
            <span className="mono">{stay.number}</span>
          </span>
        </span>
        <span>
          <span className="mono">{stay.drg}</span>
          <span>{stay.drgTitle ?? t.statuses[stay.status] ?? stay.status}</span>
        </span>
        <span className="number">
          {yuan(stay.payment)}
          <span className="soft small">
            {t.cost} {yuan(stay.cost)}
          </span>
          <span className={(stay.balance ?? 0) < 0 ? "small loss" : "small"}>{yuan(stay.balance, true)}</span>
        </span>
        <span className="counts">
          {stay.errors > 0 && (
            <Tag variant="filled" className="tag-error">{`${t.severities.error} ${stay.errors}`}</Tag>
          )}
          {stay.warnings > 0 && (
            <Tag variant="filled" className="tag-warning">{`${t.severities.warning} ${stay.warnings}`}</Tag>
          )}
          {stay.notSupported > 0 && <Tag variant="filled">{`${t.notSupported} ${stay.notSupported}`}</Tag>}
          {stay.notCoded > 0 && <Tag variant="filled">{`${t.notCoded} ${stay.notCoded}`}</Tag>}
          {stay.errors + stay.warnings + stay.notSupported + stay.notCoded === 0 && (
            <Tag variant="filled" className="tag-shown">
              {t.clean}
            </Tag>
          )}
        </span>
      </button>
    </li>
  );
}

function Stays() {
  const t = useText().payment;
  const [isWhole, setWhole] = useState(false);
  const [onlyFaulty, setOnlyFaulty] = useState(false);
  const [words, setWords] = useState("");
  const [open, setOpen] = useState<PaymentStay | null>(null);
  const query = useQuery({ queryKey: ["payment-stays", isWhole], queryFn: () => getPaymentStays(isWhole) });
  if (query.isError)
    return <ProblemView problem={shownProblem(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Waiting />;
  const list = query.data;
  const shown = list.stays.filter(
    (stay) =>
      (!onlyFaulty || stay.errors + stay.warnings > 0) &&
      [
        stay.department,
        stay.physician,
        stay.mainName,
        stay.mainCode,
        stay.number,
        stay.drg,
        stay.institution,
      ].some((each) => each?.includes(words.trim())),
  );
  const basis = list.basis;
  return (
    <>
      <div className="payment-bar">
        <Checkbox checked={isWhole} onChange={(e) => setWhole(e.target.checked)}>
          {t.includeSettled}
        </Checkbox>
        <Checkbox checked={onlyFaulty} onChange={(e) => setOnlyFaulty(e.target.checked)}>
          {t.onlyFaulty}
        </Checkbox>
        <Input
          allowClear
          aria-label={t.filter}
          placeholder={t.filter}
          style={{ maxWidth: 260 }}
          value={words}
          onChange={(e) => setWords(e.target.value)}
        />
      </div>
      <p className="basis">
        {t.days(list.from, list.to)} · {shown.length}/{list.stays.length}
        {list.isCut ? ` (${t.cut})` : ""} · {basis.scheme}
        {basis.isUnofficial ? ` (${t.unofficial})` : ""} ·{" "}
        {basis.weightsFrom === "table" ? t.weightsTable : t.weightsOwn}
        {basis.rate === null ? "" : ` · ${t.rate} ${yuan(basis.rate)}`}
      </p>
      {shown.length === 0 ? (
        <MessageBox title={t.noStays} />
      ) : (
        <ul className="stays">
          {shown.map((stay) => (
            <StayRow key={stay.stayId} stay={stay} onOpen={() => setOpen(stay)} />
          ))}
        </ul>
      )}
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        size="min(980px, 100%)"
        title={open ? `${open.mainName ?? ""} ${open.number ?? ""}` : ""}
        destroyOnHidden
      >
        {open && <CaseCheck stayId={open.stayId} />}
      </Drawer>
    </>
  );
}

/** Stays before settlement, and a month under other terms. */
export default function PaymentPage() {
  const t = useText().payment;
  const [tab, setTab] = useState<"stays" | "month">("stays");
  const query = useQuery({ queryKey: ["payment-stays", false], queryFn: () => getPaymentStays(false) });
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Segmented
        value={tab}
        onChange={(value) => setTab(value as "stays" | "month")}
        options={[
          { value: "stays", label: t.tabStays },
          { value: "month", label: t.tabMonth },
        ]}
      />
      {tab === "stays" ? <Stays /> : <MonthTrial firstMonth={query.data?.to.slice(0, 7) ?? ""} />}
    </>
  );
}
