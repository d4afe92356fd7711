"use client";

import type { ReactNode } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { useRequest } from "../use-request.ts";
import { shortenReturnPath } from "./return-path/stored-return-path.ts";
import { signInWith } from "./session-client.ts";
import { authTexts } from "./texts.ts";

export interface Provider {
  id: string;
  label: string;
}

interface ProviderButtonsProps {
  providers: readonly Provider[];
  returnPath: string;
  /** There is no form above. */
  isOnlyWay?: boolean;
  /** Another way to sign in, above the providers. */
  children?: ReactNode;
}

/** Sign-in buttons for the configured providers. */
export function ProviderButtons({
  providers,
  returnPath,
  isOnlyWay = false,
  children = null,
}: ProviderButtonsProps) {
  if (providers.length === 0 && children === null) return null;
  return (
    <div className={isOnlyWay ? "flex flex-col gap-2" : "mt-5 flex flex-col gap-2"}>
      {isOnlyWay ? null : (
        <div className="mb-3 flex items-center gap-3 text-muted text-xs">
          <span className="h-px flex-1 bg-line" />
          {authTexts.or}
          <span className="h-px flex-1 bg-line" />
        </div>
      )}
      {children}
      {providers.map((provider) => (
        <ProviderButton
          key={provider.id}
          provider={provider}
          returnPath={returnPath}
          isPrimary={isOnlyWay && providers.length === 1}
        />
      ))}
    </div>
  );
}

interface ProviderButtonProps {
  provider: Provider;
  returnPath: string;
  isPrimary: boolean;
}

function ProviderButton({ provider, returnPath, isPrimary }: ProviderButtonProps) {
  const { isBusy, run } = useRequest(() =>
    signInWith(provider.id, shortenReturnPath(returnPath)).catch(() => showError(authTexts.signIn.failed)),
  );
  return (
    <Button
      {...(isPrimary ? { variant: "primary" as const } : {})}
      className="h-9"
      isBusy={isBusy}
      onClick={() => run()}
    >
      {authTexts.continueWith(provider.label)}
    </Button>
  );
}
