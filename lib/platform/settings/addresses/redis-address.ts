/**
 * What is wrong with a Redis address, as the end of a sentence that begins with the variable's name. Null if
 * it is valid.
 */
export function findRedisAddressProblem(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === "") {
    return "must be a redis:// or rediss:// address";
  }
  if (!isDecodable(url.username) || !isDecodable(url.password)) {
    return "is not a valid address: check how special characters are encoded";
  }
  if (!/^(?:\/\d{0,9})?$/.test(url.pathname)) return "must end with a database number, such as /0";
  return null;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
