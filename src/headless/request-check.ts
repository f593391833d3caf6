/** Rejects requests from other sites: their pages can reach a server on this machine too. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Returns why a request is rejected, or null if it is allowed.
 *
 * The `Host` check prevents DNS rebinding. The `Origin` check excludes pages of other sites; browsers send `Origin`
 * with every request that writes.
 */
export function rejectionReason(
  { headers, method }: Pick<IncomingMessage, 'headers' | 'method'>,
  port: number,
): string | null {
  const hosts = NAMES.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  const host = headers.host?.toLowerCase() ?? '';
  if (!hosts.includes(host)) return `Host is one of ${hosts.join(', ')}. Received: Host=${host}`;
  const isRead = method === 'GET' || method === 'HEAD';
  if (headers.origin === undefined && isRead) return null;
  if (headers.origin === `http://${host}`) return null;
  return `Origin is the server's own. Received: Origin=${headers.origin ?? 'none'}`;
}

/** Compares two strings in constant time. */
export function equalsConstantTime(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
