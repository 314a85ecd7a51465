import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useSearchParams } from "react-router";
import { getMappings } from "../../api/api";
import { useText } from "../../i18n/language";
import { PageHead } from "../../ui/PageHead";
import { Browse } from "./Browse";
import { DecidedList } from "./DecidedList";
import { Shares } from "./Shares";
import { Systems } from "./Systems";
import { TermSearch } from "./TermSearch";
import { Workbench } from "./Workbench";
import "./terms.css";

const tabs = ["workbench", "waiting", "decided", "search", "browse", "systems", "shares"] as const;
type Tab = (typeof tabs)[number];

/** Dictionaries and the workbench in which sources' codes get their meaning. */
export default function TermsPage() {
  const text = useText();
  const [parameters, setParameters] = useSearchParams();
  const asked = parameters.get("tab");
  const tab: Tab = tabs.find((name) => name === asked) ?? "workbench";
  const mappings = useQuery({ queryKey: ["mappings"], queryFn: getMappings });
  const waiting = (mappings.data ?? []).filter((m) => m.isProposal && m.status === "proposed").length;
  return (
    <>
      <PageHead title={text.terms.title} lead={text.terms.lead} />
      <div className="terms-tabs">
        <Segmented
          value={tab}
          onChange={(value) => setParameters({ tab: value }, { replace: true })}
          options={tabs.map((name) => ({
            value: name,
            label:
              name === "waiting" && waiting > 0
                ? `${text.terms.tabs[name]} ${waiting}`
                : text.terms.tabs[name],
          }))}
        />
      </div>
      {tab === "workbench" && <Workbench />}
      {tab === "waiting" && <DecidedList isWaiting />}
      {tab === "decided" && <DecidedList isWaiting={false} />}
      {tab === "search" && <TermSearch />}
      {tab === "browse" && <Browse />}
      {tab === "systems" && <Systems />}
      {tab === "shares" && <Shares />}
    </>
  );
}
