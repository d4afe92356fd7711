import type { Metadata } from "next";
import { PermissionsView } from "#components/permissions/permissions-view.tsx";
import { permissionTexts } from "#components/permissions/texts.ts";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { shellTexts } from "#components/shell/texts.ts";
import { readPermissionsPage } from "#lib/queries/settings.ts";

export const metadata: Metadata = { title: permissionTexts.title };

export default async function PermissionsPage({ params }: { params: Promise<{ team: string }> }) {
  const page = await readPermissionsPage((await params).team);
  return (
    <>
      <Breadcrumbs trail={[{ label: shellTexts.settings }]} current={permissionTexts.title} />
      <PermissionsView page={page} />
    </>
  );
}
