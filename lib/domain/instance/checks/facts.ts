/** What was found about an installation. Null: it could not be found out. */
export interface InstanceFacts {
  /** Whether a running console found all this. Otherwise the command line did, with the settings of its shell. */
  isRunning: boolean;
  /** What operators type before an admin command. */
  adminProgram: string;
  version: string;
  node: string;
  /** How long the console has been running. */
  uptimeSeconds: number;
  /** Why the database can't be used. Null: it can. */
  databaseProblem: string | null;
  database: DatabaseFacts | null;
  migrations: "current" | "behind" | "ahead" | null;
  disk: { freeBytes: number; totalBytes: number } | null;
  /** How much later the host's clock is than the database's. */
  clockDifferenceMs: number | null;
  secrets: SecretFacts | null;
  accounts: { all: number; activeAdministrators: number } | null;
  redis: RedisFacts;
  mail: MailFacts;
  outbox: OutboxFacts | null;
  backups: BackupFacts | null;
  providers: readonly ProviderFacts[];
  /** What the console says about itself. Null: it isn't running, or doesn't answer. */
  instance: OwnFacts | null;
  forwarding: ForwardingFacts | null;
}

export interface DatabaseFacts {
  kind: "embedded" | "server";
  version: string;
  sizeBytes: number;
  /** Only of a server. */
  role: RoleFacts | null;
}

export interface RoleFacts {
  name: string;
  isSuperuser: boolean;
  /** Whether it could change events of the audit log. */
  mayRewriteAudit: boolean;
  /** Tables that it can't read or can't add rows to. */
  closedTables: readonly string[];
  connections: number;
  maxConnections: number;
}

export interface SecretFacts {
  /** The first one of each signs. */
  session: readonly string[];
  audit: readonly string[];
  /** Whether the newest event of the audit log was written with AUDIT_SECRET. Null: there is none. */
  opensAudit: boolean | null;
  /** Stored secrets and emails that need an earlier SESSION_SECRET of the list, and those that need an unknown one. */
  sealedWithEarlier: number;
  sealedWithUnknown: number;
}

export type RedisFacts =
  | { state: "not_set"; instances: number }
  | { state: "unreachable" }
  | { state: "reachable"; version: string; roundTripMs: number };

export interface MailFacts {
  state:
    | "not_set"
    | "not_found"
    | "unreachable"
    | "timeout"
    | "encryption"
    | "credentials"
    | "rejected"
    | "fine";
  hasPublicUrl: boolean;
}

export interface OutboxFacts {
  waiting: number;
  oldestSeconds: number;
  /** In the last 24 hours. */
  givenUp: number;
}

/** The backups that the console writes by itself. */
export interface BackupFacts {
  /** Null: BACKUP_DIR isn't set. */
  everyHours: number | null;
  /** How long ago the last one was complete. Null: there is none. */
  lastSuccessSeconds: number | null;
  /** Why the last attempt failed. Null: it didn't. */
  lastError: string | null;
  isLate: boolean;
}

export interface ProviderFacts {
  name: string;
  /** Null: it answers. */
  problem: string | null;
}

export interface OwnFacts {
  arePagesUp: boolean;
  threads: number;
  expectedThreads: number;
}

/** How a request that the console sent to its own address arrived. */
export interface ForwardingFacts {
  url: string;
  trustedHops: number;
  /** Null: see `problem`. */
  arrived: ArrivedRequest | null;
  /** Why it didn't arrive at this console. */
  problem: string | null;
}

export interface ArrivedRequest {
  /** The address of the connection: of the last proxy, or of the console's own machine. */
  peer: string;
  /** The entries of X-Forwarded-For, without what the console itself had sent. */
  forwardedFor: readonly string[];
  /** The entries of X-Forwarded-Proto. */
  forwardedProto: readonly string[];
  /** Whether a proxy left its mark in any other header. */
  hasOtherMark: boolean;
  host: string;
}
