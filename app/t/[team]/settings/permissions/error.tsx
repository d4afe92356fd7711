"use client";

import { permissionTexts } from "#components/permissions/texts.ts";
import { ResourceFailure } from "#components/resources/resource-failure.tsx";

export default function PermissionsPageFailure({ retry }: { retry: () => void }) {
  return <ResourceFailure title={permissionTexts.title} retry={retry} />;
}
