import { Component, type ReactNode } from "react";
import { ProblemView } from "../ui/ProblemView";

/** Shows a fault of the page itself in place of a blank screen. */
export class FaultBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? (
      <ProblemView problem="crashed" onRetry={() => window.location.reload()} />
    ) : (
      this.props.children
    );
  }
}
