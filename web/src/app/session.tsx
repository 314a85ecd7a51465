import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext } from "react";
import { Navigate, useLocation } from "react-router";
import { getSession, type Session, signOut } from "../api/api";
import { ProblemError } from "../api/problem";
import { ProblemView, shownProblem } from "../ui/ProblemView";
import { Waiting } from "../ui/Waiting";

const SessionContext = createContext<Session | null>(null);

/** The session of whoever is signed in. Only inside {@link SignedIn}. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession stands outside SignedIn.");
  return session;
}

/** Signs out and forgets everything that was read. */
export function useSignOut() {
  const client = useQueryClient();
  return useCallback(async () => {
    try {
      await signOut();
    } finally {
      // A full load, so that nothing of a person stays in memory.
      client.clear();
      window.location.assign("/login");
    }
  }, [client]);
}

/** Lets its children through with a session, and leads to the sign-in page without one. */
export function SignedIn({ children }: { children: ReactNode }) {
  const location = useLocation();
  const session = useQuery({ queryKey: ["session"], queryFn: getSession, staleTime: 60_000 });
  if (session.data) return <SessionContext value={session.data}>{children}</SessionContext>;
  if (session.error instanceof ProblemError && session.error.problem.status === 401)
    return <Navigate to="/login" replace state={{ from: location.pathname }} />;
  return (
    <main style={{ maxWidth: 640, margin: "15vh auto", padding: 16 }}>
      {session.error ? (
        <ProblemView problem={shownProblem(session.error)} onRetry={() => session.refetch()} />
      ) : (
        <Waiting />
      )}
    </main>
  );
}
