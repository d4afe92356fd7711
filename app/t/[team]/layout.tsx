import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Shell } from "#components/shell/frame/shell.tsx";
import { themeCookie } from "#components/ui/theme/theme.ts";
import { readShell } from "#lib/queries/shell.ts";

interface TeamLayoutProps {
  params: Promise<{ team: string }>;
  children: ReactNode;
}

/** Renders the frame for team members. The pages themselves redirect others, because they know the return path. */
export default async function TeamLayout({ params, children }: TeamLayoutProps) {
  const [{ team: slug }, shell, store] = await Promise.all([params, readShell(), cookies()]);
  const team = shell?.teams.find((candidate) => candidate.slug === slug);
  if (shell === null || team === undefined) return children;
  return (
    <Shell person={shell} team={team} teams={shell.teams} theme={store.get(themeCookie)?.value}>
      {children}
    </Shell>
  );
}
