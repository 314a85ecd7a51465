import { DeleteOutlined, SaveOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { getCohorts, removeCohort, saveCohort } from "../../api/api";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";

/** Definitions that were kept: opens one, saves the one at hand, removes one. */
export function SavedCohorts(props: {
  definition: string;
  ready: boolean;
  /** Name in the form; null where the text says it. */
  name: string | null;
  onName: (name: string) => void;
  onOpen: (definition: string) => void;
}) {
  const { definition, ready, name, onName, onOpen } = props;
  const t = useText().cohorts;
  const queries = useQueryClient();
  const [opened, setOpened] = useState<string | null>(null);
  const refresh = () => void queries.invalidateQueries({ queryKey: ["cohorts"] });
  const saved = useQuery({ queryKey: ["cohorts"], queryFn: getCohorts });
  const saving = useMutation({
    mutationFn: () => saveCohort(definition),
    onSuccess: (cohort) => {
      setOpened(cohort.name);
      refresh();
    },
  });
  const removing = useMutation({
    mutationFn: (which: string) => removeCohort(which),
    onSuccess: () => {
      setOpened(null);
      refresh();
    },
  });
  const failed = saving.error ?? removing.error;
  return (
    <>
      <div className="builder-row">
        <Select
          aria-label={t.saved}
          placeholder={t.saved}
          style={{ minWidth: 200 }}
          value={opened}
          showSearch
          options={(saved.data ?? []).map((cohort) => ({ value: cohort.name, label: cohort.name }))}
          onChange={(chosen: string) => {
            setOpened(chosen);
            const found = saved.data?.find((cohort) => cohort.name === chosen);
            if (found) onOpen(found.definition);
          }}
        />
        <Button
          icon={<DeleteOutlined />}
          aria-label={t.removeSaved}
          disabled={!opened}
          loading={removing.isPending}
          onClick={() => opened && removing.mutate(opened)}
        />
        {name !== null && (
          <Input
            aria-label={t.nameOf}
            style={{ width: 200 }}
            value={name}
            // A name is small letters, digits, - and _ (docs/cohorts.md).
            onChange={(event) => onName(event.target.value.toLowerCase().replace(/[^a-z0-9_-]+/g, "-"))}
          />
        )}
        <Button
          icon={<SaveOutlined />}
          disabled={!ready || name === ""}
          loading={saving.isPending}
          onClick={() => saving.mutate()}
        >
          {t.save}
        </Button>
        {saving.isSuccess && <span className="soft">{t.savedNow}</span>}
      </div>
      {failed && <ProblemView problem={shownProblem(failed)} />}
    </>
  );
}
