import { useMutation, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { checkCohort, getCohorts, listResources } from "../../api/api";
import { useLanguage } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { presets } from "./presets";

/** A cohort, a table or an example as the SELECT that reads it; what is picked can be changed as text. */
export function DataPicker({ onPick }: { onPick: (sql: string) => void }) {
  const { language, text } = useLanguage();
  const t = text.analyses;
  const cohorts = useQuery({ queryKey: ["cohorts"], queryFn: getCohorts });
  const tables = useQuery({
    queryKey: ["resources", "", null],
    queryFn: () => listResources("", null),
    retry: false,
  });
  const cohort = useMutation({
    mutationFn: checkCohort,
    onSuccess: (check) => check.data && onPick(check.data.trim()),
  });
  const readable = (tables.data ?? []).filter((r) => r.kind !== "feed");
  return (
    <>
      <div className="analysis-picker">
        <Select
          aria-label={t.pickCohort}
          placeholder={cohorts.data?.length === 0 ? t.noCohorts : t.pickCohort}
          disabled={!cohorts.data?.length}
          loading={cohort.isPending}
          showSearch={{ optionFilterProp: "label" }}
          options={(cohorts.data ?? []).map((c) => ({ value: c.definition, label: c.name }))}
          onChange={(definition: string) => cohort.mutate(definition)}
        />
        <Select
          aria-label={t.pickTable}
          placeholder={t.pickTable}
          disabled={readable.length === 0}
          showSearch={{ optionFilterProp: "label" }}
          options={readable.map((r) => ({
            value: r.name,
            label: `${language === "zh" ? r.titleZh : r.titleEn} · ${r.name}`,
          }))}
          onChange={(name: string) => onPick(`SELECT * FROM ${name}`)}
        />
        <Select
          aria-label={t.preset}
          placeholder={t.preset}
          options={(Object.keys(presets) as (keyof typeof presets)[]).map((key) => ({
            value: key,
            label: t.groups[key],
          }))}
          onChange={(key: keyof typeof presets) => onPick(presets[key])}
        />
      </div>
      {cohort.isError && <ProblemView problem={shownProblem(cohort.error)} />}
    </>
  );
}
