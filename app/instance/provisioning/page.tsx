import type { Metadata } from "next";
import { InstanceFrame } from "#components/instance/instance-frame.tsx";
import { ProvisioningView } from "#components/instance/provisioning/provisioning-view.tsx";
import { provisioningTexts } from "#components/instance/provisioning/texts.ts";
import { readProvisioningPage } from "#lib/queries/instance/state.ts";

export const metadata: Metadata = { title: provisioningTexts.title };

export default async function ProvisioningPage() {
  const { provisioning, now } = await readProvisioningPage();
  return (
    <InstanceFrame current="provisioning">
      <ProvisioningView provisioning={provisioning} now={now} />
    </InstanceFrame>
  );
}
