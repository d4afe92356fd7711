"use client";

import { LogOut } from "lucide-react";
import { Bell } from "#components/shell/bell/bell.tsx";
import { shellTexts } from "#components/shell/texts.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Link } from "#components/ui/link.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { ThemeSwitch } from "#components/ui/theme/theme-switch.tsx";
import { useRequest } from "#components/use-request.ts";
import { AccountMenu } from "./account-menu.tsx";

interface PersonPanelProps {
  name: string;
  email: string;
  /** True if the email address is not verified and the console can send the verification link. */
  canVerifyEmail: boolean;
  isInstanceOwner: boolean;
  theme: string | undefined;
}

/** The signed-in user, the theme switch and the sign-out button. */
export function PersonPanel({ name, email, canVerifyEmail, isInstanceOwner, theme }: PersonPanelProps) {
  const { isBusy, run } = useRequest(() =>
    import("#components/auth/session-client.ts")
      .then(({ signOut }) => signOut())
      .catch(() => showError(shellTexts.signOutFailed)),
  );
  return (
    <div className="flex flex-col gap-2.5 border-t pt-3">
      <div className="flex items-center gap-1">
        <div className="min-w-0 flex-1">
          <AccountMenu name={name} email={email} isInstanceOwner={isInstanceOwner} />
        </div>
        {/* On small screens it is in the bar at the top. */}
        <div className="max-lg:hidden">
          <Bell />
        </div>
      </div>
      {canVerifyEmail ? (
        <Link href="/verify-email" className="px-2 text-accent-text text-xs underline underline-offset-2">
          {shellTexts.verifyEmail}
        </Link>
      ) : null}
      <div className="flex items-center justify-between gap-2 pl-2">
        <ThemeSwitch initial={theme} />
        <Button variant="quiet" className="px-2" isBusy={isBusy} onClick={() => run()}>
          <LogOut aria-hidden="true" />
          {shellTexts.signOut}
        </Button>
      </div>
    </div>
  );
}
