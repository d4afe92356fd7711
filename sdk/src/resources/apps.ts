import type { List } from "../list.ts";
import type { Settings } from "../settings.ts";
import type { CallOptions } from "../transport.ts";
import type {
  App,
  AppFilter,
  AppGrant,
  AppGrantFilter,
  AppLaunch,
  AppRuleList,
  AppUsageQuery,
  AppWithSecret,
  CreateAppInput,
  CreateAppLaunchInput,
  CreateAppRuleInput,
  CreateAppSecretInput,
  KeyUsage,
  UpdateAppInput,
} from "../types.ts";
import { Resource } from "./resource.ts";

/** The client secrets of apps. */
class AppSecrets extends Resource {
  /** Creates a new `secret`. The previous one keeps working for `gracePeriodSeconds`, by default 24 hours. */
  create(id: string, input?: CreateAppSecretInput, options?: CallOptions): Promise<AppWithSecret> {
    return this.post(["apps", id, "secrets"], input ?? {}, options);
  }

  /** Ends a secret: it and the tokens that it got stop working now. */
  delete(id: string, secretId: string, options?: CallOptions): Promise<App> {
    return this.remove(["apps", id, "secrets", secretId], undefined, options);
  }
}

/** Rules by which machines of a trusted issuer get tokens of an app without a secret. */
class AppRules extends Resource {
  list(id: string, options?: CallOptions): Promise<AppRuleList> {
    return this.read(["apps", id, "rules"], options);
  }

  create(id: string, input: CreateAppRuleInput, options?: CallOptions): Promise<AppRuleList> {
    return this.post(["apps", id, "rules"], input, options);
  }

  /** Removes a rule: the tokens that were got by it end now. */
  delete(id: string, ruleId: string, options?: CallOptions): Promise<AppRuleList> {
    return this.remove(["apps", id, "rules", ruleId], undefined, options);
  }
}

/** What people gave an app when they authorized it. */
class AppGrants extends Resource {
  list(id: string, filter?: AppGrantFilter, options?: CallOptions): List<AppGrant> {
    return this.pages<AppGrant>(["apps", id, "grants"], filter, options);
  }

  /** Ends a grant: its tokens stop working now. */
  delete(id: string, grantId: string, options?: CallOptions): Promise<AppGrant> {
    return this.remove(["apps", id, "grants", grantId], undefined, options);
  }
}

/** The team's apps: programs that request short-lived tokens. */
export class Apps extends Resource {
  readonly secrets: AppSecrets;
  readonly rules: AppRules;
  readonly grants: AppGrants;

  constructor(settings: Settings) {
    super(settings);
    this.secrets = new AppSecrets(settings);
    this.rules = new AppRules(settings);
    this.grants = new AppGrants(settings);
  }

  list(filter?: AppFilter, options?: CallOptions): List<App> {
    return this.pages<App>(["apps"], filter, options);
  }

  get(id: string, options?: CallOptions): Promise<App> {
    return this.read(["apps", id], options);
  }

  /** Registers an app. Its `secret` is returned only once, and null for an app without one. */
  create(input: CreateAppInput, options?: CallOptions): Promise<AppWithSecret> {
    return this.post(["apps"], input, options);
  }

  update(id: string, changes: UpdateAppInput, options?: CallOptions): Promise<App> {
    return this.patch(["apps", id], changes, options);
  }

  /** Deletes an app: it and its tokens stop working immediately and permanently. */
  delete(id: string, options?: CallOptions): Promise<App> {
    return this.remove(["apps", id], undefined, options);
  }

  disable(id: string, options?: CallOptions): Promise<App> {
    return this.post(["apps", id, "disable"], undefined, options);
  }

  enable(id: string, options?: CallOptions): Promise<App> {
    return this.post(["apps", id, "enable"], undefined, options);
  }

  /** Opens an app from a record, for one person: send their browser to the `launchUrl`. It counts once, within five minutes. */
  launch(id: string, input: CreateAppLaunchInput, options?: CallOptions): Promise<AppLaunch> {
    return this.post(["apps", id, "launches"], input, options);
  }

  /** Reads how often an app's tokens were used, and with which results. */
  usage(id: string, query?: AppUsageQuery, options?: CallOptions): Promise<KeyUsage> {
    return this.read(["apps", id, "usage"], options, query);
  }
}
