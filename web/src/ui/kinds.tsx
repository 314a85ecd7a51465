import {
  AlertOutlined,
  CalendarOutlined,
  ContainerOutlined,
  DashboardOutlined,
  ExperimentOutlined,
  EyeOutlined,
  FileImageOutlined,
  FileTextOutlined,
  FormOutlined,
  HeartOutlined,
  IdcardOutlined,
  MedicineBoxOutlined,
  MinusSquareOutlined,
  PayCircleOutlined,
  ProfileOutlined,
  SafetyOutlined,
  ScheduleOutlined,
  ScissorOutlined,
  SolutionOutlined,
  SwapOutlined,
  TagOutlined,
  ToolOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";

const icons: Record<string, ReactNode> = {
  visit: <ContainerOutlined />,
  condition: <HeartOutlined />,
  drug: <MedicineBoxOutlined />,
  procedure: <ScissorOutlined />,
  measurement: <ExperimentOutlined />,
  observation: <EyeOutlined />,
  device: <ToolOutlined />,
  note: <FileTextOutlined />,
  specimen: <TagOutlined />,
  death: <MinusSquareOutlined />,
  imaging: <FileImageOutlined />,
  report: <ProfileOutlined />,
  order: <FormOutlined />,
  allergy: <AlertOutlined />,
  immunisation: <SafetyOutlined />,
  cost: <PayCircleOutlined />,
  settlement: <PayCircleOutlined />,
  appointment: <CalendarOutlined />,
  "care-plan": <ScheduleOutlined />,
  "follow-up": <ScheduleOutlined />,
  questionnaire: <FormOutlined />,
  coverage: <IdcardOutlined />,
  transfer: <SwapOutlined />,
  "inpatient-case": <SolutionOutlined />,
  "report-card": <AlertOutlined />,
  "health-record": <SolutionOutlined />,
  "device-reading": <DashboardOutlined />,
};

const colours: Record<string, string> = {
  visit: "#17645f",
  condition: "#b0413e",
  drug: "#6a4c93",
  procedure: "#8a5a00",
  measurement: "#2b5c9e",
  observation: "#3c6e71",
  note: "#4d5f5d",
  report: "#4d5f5d",
  imaging: "#35618f",
  order: "#6b6f2a",
  allergy: "#b3261e",
  immunisation: "#2e7d4f",
  death: "#1d2b2a",
};

/** The sign of a kind of timeline entry. Its name always stands beside it or in a label. */
export function KindIcon({ kind }: { kind: string }) {
  const colour = colours[kind] ?? "#4d5f5d";
  return (
    <span className="kind-icon" style={{ color: colour, background: `${colour}14` }} aria-hidden>
      {icons[kind] ?? <TagOutlined />}
    </span>
  );
}
