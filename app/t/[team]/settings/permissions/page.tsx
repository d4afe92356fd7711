import type { Metadata } from "next";
import { PermissionsView } from "#components/permissions/permissions-view.tsx";
import { permissionTexts } from "#components/permissions/texts.ts";
import { readPermissionsPage } from "#lib/queries/settings.ts";

export const metadata: Metadata = { title: permissionTexts.title };

export default async function PermissionsPage({ params }: { params: Promise<{ team: string }> }) {
  return <PermissionsView page={await readPermissionsPage((await params).team)} />;
}
