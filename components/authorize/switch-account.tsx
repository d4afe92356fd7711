"use client";

import { Button } from "#components/ui/button/button.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { useRequest } from "#components/use-request.ts";
import { getSignInPath } from "./authorize-path.ts";
import { authorizeTexts as texts } from "./texts.ts";

interface SwitchAccountProps {
  request: string;
  className?: string;
}

/** Signs out, and returns to this request after the next sign-in. */
export function SwitchAccount({ request, className }: SwitchAccountProps) {
  const { isBusy, run } = useRequest(() =>
    import("#components/auth/session-client.ts")
      .then(({ signOut }) => signOut(getSignInPath(request)))
      .catch(() => showError(texts.switchFailed)),
  );
  return (
    <Button {...(className === undefined ? {} : { className })} isBusy={isBusy} onClick={() => run()}>
      {texts.switchAccount}
    </Button>
  );
}
