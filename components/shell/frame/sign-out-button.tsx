"use client";

import { shellTexts } from "#components/shell/texts.ts";
import { Button } from "#components/ui/button/button.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { useRequest } from "#components/use-request.ts";

/** For pages without the sidebar. */
export function SignOutButton() {
  const { isBusy, run } = useRequest(() =>
    import("#components/auth/session-client.ts")
      .then(({ signOut }) => signOut())
      .catch(() => showError(shellTexts.signOutFailed)),
  );
  return (
    <Button className="h-9 coarse:h-11" isBusy={isBusy} onClick={() => run()}>
      {shellTexts.signOut}
    </Button>
  );
}
