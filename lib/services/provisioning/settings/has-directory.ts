import type { Runtime } from "#lib/platform/runtime/runtime.ts";

/** Whether a directory can send people and groups, or has sent groups. */
export async function hasDirectory({ database }: Pick<Runtime, "database">): Promise<boolean> {
  const token = await database.prisma.provisioningToken.findFirst({
    where: { deletedAt: null },
    select: { id: true },
  });
  return (
    token !== null || (await database.prisma.directoryGroup.findFirst({ select: { id: true } })) !== null
  );
}
