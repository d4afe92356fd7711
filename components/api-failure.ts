/** Why a request failed. */
export interface ApiFailure {
  /** 0 if the console could not be reached. */
  status: number;
  code: string;
  message: string;
  /** One per field. `path` is for example `allowedIps.0`. */
  details: { path: string; message: string }[];
  /** Identifies the request in the console's log. */
  requestId: string | null;
}

export type ApiResult<Data> = { isOk: true; data: Data } | { isOk: false; failure: ApiFailure };

/** The failure of the latest request. Null if it succeeded, and before there is a result. */
export function getFailure(result: ApiResult<unknown> | null): ApiFailure | null {
  return result === null || result.isOk ? null : result.failure;
}

/** Whether a detail's path names the field or a field nested in it. */
export function isAbout(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`);
}

/** The message for a field or for a field nested in it. */
export function findFieldError(failure: ApiFailure | null, field: string): string | undefined {
  return failure?.details.find(({ path }) => isAbout(path, field))?.message;
}

/** The text below a failure's title: the reason and the request ID to report. */
export function describeFailure(failure: ApiFailure): string {
  return failure.requestId === null ? failure.message : `${failure.message} (request ${failure.requestId})`;
}
