import type { AppRuleDto } from "#lib/contract/apps/federation-output.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { changeApp } from "#lib/services/apps/change-app.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endTokensOfRules } from "#lib/services/federation/issuers/end-tokens.ts";
import { readRules } from "./rule-dto.ts";

/** DELETE /apps/{id}/rules/{ruleId}: the rule and the tokens that were got by it end now. Returns the other rules. */
export async function deleteAppRule(
  ctx: ServiceContext,
  input: { id: string; ruleId: string },
): Promise<{ data: AppRuleDto[] }> {
  const { id, ruleId } = input;
  let rules: AppRuleDto[] = [];
  await changeApp(ctx, id, async ({ tx, app }) => {
    const rule = await tx.appRule.findFirst({ where: { id: ruleId, appId: app.id, deletedAt: null } });
    if (rule === null) throw notFound();
    await tx.appRule.updateMany({ where: { id: ruleId, appId: app.id }, data: { deletedAt: ctx.now } });
    await endTokensOfRules(tx, [rule], ctx.now);
    rules = await readRules(tx, app);
    return { action: "app_rule.delete", describe: () => ({ id: ruleId, name: rule.name }) };
  });
  return { data: rules };
}
