import type { Metadata } from "next";
import { InstanceFrame } from "#components/instance/instance-frame.tsx";
import { HealthView } from "#components/instance/state/health-view.tsx";
import { instanceTexts } from "#components/instance/texts.ts";
import { readHealthPage } from "#lib/queries/instance/state.ts";

export const metadata: Metadata = { title: instanceTexts.health.title };

export default async function HealthPage() {
  const health = await readHealthPage();
  return (
    <InstanceFrame current="health">
      <HealthView health={health} />
    </InstanceFrame>
  );
}
