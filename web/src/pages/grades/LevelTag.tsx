import { Tag } from "antd";
import { useText } from "../../i18n/language";

const colours = ["", "green", "cyan", "blue", "orange", "red"];

/** The level, as number and colour; the number says it to who sees no colours. */
export function LevelTag({ level }: { level: number }) {
  const text = useText();
  return <Tag color={colours[level] ?? "default"}>{text.grades.level(level)}</Tag>;
}
