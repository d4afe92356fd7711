import { PageHeader } from "#components/shell/page-header.tsx";
import type { ProvisioningDto } from "#lib/contract/instance/provisioning.ts";
import { ConnectionCard } from "./connection-card.tsx";
import { KeysCard } from "./keys-card.tsx";
import { provisioningTexts } from "./texts.ts";
import { TokensCard } from "./tokens-card.tsx";

interface ProvisioningViewProps {
  provisioning: ProvisioningDto;
  now: string;
}

/** How a directory connects, and what happens when it deactivates someone. */
export function ProvisioningView({ provisioning, now }: ProvisioningViewProps) {
  const { title, intro } = provisioningTexts;
  return (
    <>
      <PageHeader title={title} intro={intro} />
      <div className="flex flex-col gap-5">
        <ConnectionCard provisioning={provisioning} now={now} />
        <TokensCard tokens={provisioning.tokens} now={now} />
        <KeysCard keysAtOffboarding={provisioning.keysAtOffboarding} />
      </div>
    </>
  );
}
