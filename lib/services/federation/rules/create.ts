import type { CreateAppRuleInput } from "#lib/contract/apps/federation.ts";
import type { AppRuleDto } from "#lib/contract/apps/federation-output.ts";
import { getActorId } from "#lib/domain/actor.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { findRuleProblem } from "#lib/domain/federation/rule-problem.ts";
import { assertNotDeleted, changeApp, type LockedApp } from "#lib/services/apps/change-app.ts";
import { assertAppAsItIs } from "#lib/services/apps/plan/assert-app-grant.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readPreset } from "#lib/services/federation/issuers/issuer-dto.ts";
import { readRules } from "./rule-dto.ts";

const maxRulesPerApp = 20;

/** Reads the issuer, and keeps it from being deleted until the transaction ends. */
async function shareIssuer({ tx, scope }: LockedApp, id: string) {
  await tx.$executeRaw`SELECT 1 FROM trusted_issuers WHERE id = ${id} AND team_id = ${scope.teamId} FOR SHARE`;
  const issuer = await tx.trustedIssuer.findFirst({ where: { id, teamId: scope.teamId, deletedAt: null } });
  if (issuer === null) throw invalidField("issuerId", "The team trusts no issuer with this ID");
  return issuer;
}

async function assertRoom({ tx, app }: LockedApp): Promise<void> {
  const count = await tx.appRule.count({ where: { appId: app.id, deletedAt: null } });
  if (count >= maxRulesPerApp) {
    throw new ServiceError("conflict", { message: `An app can have at most ${maxRulesPerApp} rules` });
  }
}

/**
 * POST /apps/{id}/rules: lets machines that an issuer identifies get tokens of the app. Returns all rules of the app. Throws
 * `invalid_request` for a rule that accepts too much, `forbidden` for an app that can do more than the caller, `conflict`.
 */
export async function createAppRule(
  ctx: ServiceContext,
  input: CreateAppRuleInput & { id: string },
): Promise<{ data: AppRuleDto[] }> {
  const { id, issuerId, name, audience, claims } = input;
  let rules: AppRuleDto[] = [];
  await changeApp(ctx, id, async (locked) => {
    const { tx, scope, app } = locked;
    assertNotDeleted(app);
    if (app.kind !== "service") {
      throw new ServiceError("conflict", {
        message: "Only an app of the kind service can get a token by itself",
      });
    }
    const issuer = await shareIssuer(locked, issuerId);
    const problem = findRuleProblem({ preset: readPreset(issuer), issuer: issuer.issuer, audience, claims });
    if (problem !== null) throw invalidField(problem.path, problem.message);
    await assertAppAsItIs(tx, ctx, scope, app);
    await assertRoom(locked);
    const ruleId = createId("appRule");
    await tx.appRule.create({
      data: {
        id: ruleId,
        appId: id,
        issuerId,
        name,
        audience,
        claims,
        createdById: getActorId(scope.actor),
        createdAt: ctx.now,
      },
    });
    rules = await readRules(tx, app);
    return {
      action: "app_rule.create",
      describe: () => ({ id: ruleId, name, issuer: issuer.issuer, audience, claims }),
    };
  });
  return { data: rules };
}
