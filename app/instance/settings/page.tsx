import type { Metadata } from "next";
import { InstanceFrame } from "#components/instance/instance-frame.tsx";
import { SettingsView } from "#components/instance/state/settings-view.tsx";
import { instanceTexts } from "#components/instance/texts.ts";
import { readSettingsPage } from "#lib/queries/instance/state.ts";

export const metadata: Metadata = { title: instanceTexts.settings.title };

export default async function SettingsPage() {
  const settings = await readSettingsPage();
  return (
    <InstanceFrame current="settings">
      <SettingsView settings={settings} />
    </InstanceFrame>
  );
}
