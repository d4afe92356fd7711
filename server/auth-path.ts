export const authPath = "/v1/api/auth";

/** Whether a path is a proxy's question, in either of its forms. */
export function isAuth(path: string): boolean {
  return path === authPath || path.startsWith(`${authPath}/`);
}
