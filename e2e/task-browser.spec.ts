/** The browser of a headless run, when its kernels on 256 bits compute something else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'playwright/test';
import { TaskBrowser } from '../src/headless/task-browser';
import { test } from './support';

/** Serves a page whose kernels have this check. `pages` counts how often it was opened, `calls` what it fetches from /call. */
async function serve(check: string) {
  const served = { pages: 0, calls: 0, url: '', close: () => server.close() };
  const server = createServer((request, response) => {
    if (request.url === '/') served.pages++;
    if (request.url === '/call') served.calls++;
    response.setHeader('content-type', 'text/html');
    response.end(`<script>globalThis.pupilaTasks = {}; globalThis.pupilaProveKernels = ${check};</script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return served;
}

for (const [kernels, check] of [
  ['differ', 'async () => false'],
  ['fail', 'async () => { throw new Error("unreachable executed"); }'],
] as const) {
  test(`kernels that ${kernels} are not used: a new browser starts without them`, async () => {
    const served = await serve(check);
    const browser = new TaskBrowser({ gpu: 'none', revectorize: true });
    try {
      const page = await browser.open(served.url);
      expect(served.pages).toBe(2);
      expect(await page.evaluate(() => 'pupilaTasks' in globalThis)).toBe(true);
    } finally {
      await browser.close();
      served.close();
    }
  });
}

test('no browser starts after it was closed during the check', async () => {
  const served = await serve('() => fetch("/call").then(() => new Promise(() => undefined))');
  const browser = new TaskBrowser({ gpu: 'none', revectorize: true });
  const opening = browser.open(served.url).catch((error: Error) => error.message);
  await expect.poll(() => served.calls, { timeout: 30_000 }).toBe(1);
  await browser.close();
  expect(await opening).toBe('The browser was closed.');
  expect(served.pages).toBe(1);
  served.close();
});
