/** The browser of a headless run, when its kernels on 256 bits compute something else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'playwright/test';
import { TaskBrowser } from '../src/headless/task-browser';
import { test } from './support';

for (const [kernels, check] of [
  ['differ', 'async () => false'],
  ['fail', 'async () => { throw new Error("unreachable executed"); }'],
]) {
  test(`kernels that ${kernels} are not used: a new browser starts without them`, async () => {
    let pages = 0;
    const server = createServer((request, response) => {
      if (request.url === '/') pages++;
      response.setHeader('content-type', 'text/html');
      response.end(`<script>globalThis.pupilaTasks = {}; globalThis.pupilaProveKernels = ${check};</script>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const browser = new TaskBrowser({ gpu: 'none', revectorize: true });
    try {
      const page = await browser.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      expect(pages).toBe(2);
      expect(await page.evaluate(() => 'pupilaTasks' in globalThis)).toBe(true);
    } finally {
      await browser.close();
      server.close();
    }
  });
}
