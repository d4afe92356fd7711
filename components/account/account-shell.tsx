import type { ComponentProps } from "react";
import { Bell } from "#components/shell/bell/bell.tsx";
import { Shell } from "#components/shell/frame/shell.tsx";
import { SignOutButton } from "#components/shell/frame/sign-out-button.tsx";
import { LeaveWithSession } from "#components/shell/leave-with-session.tsx";
import { Logo } from "#components/shell/logo.tsx";
import { shellTexts } from "#components/shell/texts.ts";
import { Link } from "#components/ui/link.tsx";

type AccountShellProps = Omit<ComponentProps<typeof Shell>, "team"> & {
  /** Null: the person is in no team. */
  team: ComponentProps<typeof Shell>["team"] | null;
};

/** The frame of the account pages. */
export function AccountShell({ team, ...shell }: AccountShellProps) {
  if (team !== null) return <Shell {...shell} team={team} />;
  return (
    <div className="min-h-dvh">
      <LeaveWithSession userId={shell.person.userId} />
      <header className="flex h-14 items-center justify-between gap-2 border-b bg-surface px-4">
        <Logo />
        <div className="flex items-center gap-1">
          {shell.person.isInstanceOwner ? (
            <Link href="/instance/people" className="rounded-sm px-1.5 py-1 text-sm hover:underline">
              {shellTexts.administration}
            </Link>
          ) : null}
          <Bell align="end" />
          <SignOutButton />
        </div>
      </header>
      <main id="content" tabIndex={-1} className="px-4 py-6 outline-none sm:px-6 lg:py-8">
        {shell.children}
      </main>
    </div>
  );
}
