/** Whether a request comes from this machine's own page: another site's page can reach this server too. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Why a request is refused; null when it is not.
 *
 * `Host` keeps out pages of a name that was made to point to this machine (DNS rebinding). `Origin` keeps out pages of
 * other sites; a browser sends it with everything that writes.
 */
export function refusal(
  { headers, method }: Pick<IncomingMessage, 'headers' | 'method'>,
  port: number,
): string | null {
  const hosts = NAMES.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  const host = headers.host?.toLowerCase() ?? '';
  if (!hosts.includes(host)) return `Host is one of ${hosts.join(', ')}. Received: Host=${host}`;
  const reads = method === 'GET' || method === 'HEAD';
  if (headers.origin === undefined && reads) return null;
  if (headers.origin === `http://${host}`) return null;
  return `Origin is the server's own. Received: Origin=${headers.origin ?? 'none'}`;
}

/** Whether two texts are equal; the time it takes does not say how much of them is. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
