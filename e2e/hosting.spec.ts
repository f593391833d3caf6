/** Foreign hosts: one that sets no headers, and one with exactly the policy printed in README.md. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type Page, expect, test } from 'playwright/test';
import sirv from 'sirv';
import { ISOLATED } from './packed';
import { launchBrowser, openTab } from './support';

const MODEL = 'fixtures/train/small_binary_adam.final.keras';

/** Copies the lesson's files to a folder of a host, as in README.md, and opens a browser. */
async function host(
  headers: Record<string, string>,
  use: (context: BrowserContext, address: string) => Promise<void>,
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'pupila-host-'));
  for (const part of ['page/', 'browser/', 'assets/']) {
    cpSync(`dist/${part}`, join(root, 'lesson', part === 'page/' ? '' : part), { recursive: true });
  }
  const files = sirv(root, { dev: true });
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    files(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const browser = await launchBrowser({ gpu: 'none' });
  try {
    const context = await browser.newContext({ locale: 'es-ES', viewport: { width: 1100, height: 900 } });
    await use(context, `http://127.0.0.1:${(server.address() as AddressInfo).port}/lesson/`);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
    rmSync(root, { recursive: true });
  }
}

/** Trains one step in `<pupila-trainer>` and returns what it reports about the machine. */
async function trainStep(page: Page): Promise<string> {
  const trainer = page.locator('pupila-trainer');
  const run = { epochs: 1, stepsPerEpoch: 1, validationSteps: 1 };
  await trainer.evaluate((element, run) => Object.assign(element, run), run);
  await trainer.getByRole('button', { name: 'Entrenar', exact: true }).click();
  await expect(trainer.locator('[part=matrix]')).toBeVisible({ timeout: 60_000 });
  const history = await trainer.evaluate(
    (element) => (element as HTMLElementTagNameMap['pupila-trainer']).history,
  );
  expect(history?.['loss']).toHaveLength(1);
  expect(history?.['loss']?.[0]).toBeGreaterThan(0);
  return trainer.locator('[part=facts]').innerText();
}

test('a host without headers: one thread at first, then isolated by the service worker', async () => {
  await host({}, async (context, address) => {
    const page = await context.newPage();
    await page.goto(new URL('embed.html', address).href);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(await trainStep(page)).toContain('no está aislada');

    await page.goto(address);
    await page.waitForFunction(() => crossOriginIsolated && navigator.serviceWorker.controller);
    const shape = page.locator('pupila-convolution-lab .shape').last();
    await expect(shape).toHaveText('(100, 100, 1)', { timeout: 30_000 });
    await page.goto(new URL('embed.html', address).href);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const cores = await page.evaluate(() => navigator.hardwareConcurrency);
    expect((await trainStep(page)).includes('no está aislada')).toBe(cores === 1);
  });
});

/** Returns the policy printed in README.md. */
function printedPolicy(): string {
  const [, policy] =
    /^Content-Security-Policy: (.+(?:\n {2}.+)*)$/m.exec(readFileSync('README.md', 'utf8')) ?? [];
  if (!policy) throw new Error('README.md prints no Content-Security-Policy');
  return policy.replace(/\s+/g, ' ');
}

const policies = {
  'with threads': { headers: ISOLATED, policy: printedPolicy() },
  'without threads': { headers: {}, policy: printedPolicy() },
};

test("an isolated page trains on one thread if tfjs's threads do not start, and says so", async () => {
  await host(ISOLATED, async (context, address) => {
    await context.route('**/tfjs-thread.js', (route) => route.fulfill({ status: 404 }));
    const page = await context.newPage();
    await page.goto(new URL('embed.html', address).href);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await trainStep(page)).toMatch(
      /Hilos: 1\. Un solo hilo, porque la página no pudo iniciar otros\. No se encontró \S+tfjs-thread\.js \(estado 404\)\./,
    );
  });
});

for (const [name, { headers, policy }] of Object.entries(policies)) {
  test(`nothing violates the printed Content-Security-Policy, ${name}`, async () => {
    expect(policy).not.toContain("'unsafe-eval'");
    expect(policy).not.toMatch(/(script|worker)-src [^;]*blob:/);
    expect(/script-src[^;]*unsafe-inline/.test(policy)).toBe(false);
    await host({ ...headers, 'content-security-policy': policy }, async (context, address) => {
      const violations: string[] = [];
      context.on('console', (message) => {
        if (/content security policy/i.test(message.text())) violations.push(message.text());
      });
      context.on('weberror', (error) => violations.push(String(error.error())));
      const page = await context.newPage();
      // The policy is active: what it forbids is blocked and reported.
      await page.goto(new URL('embed.html', address).href);
      await page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'globalThis.inline = true';
        document.head.append(script);
      });
      await expect.poll(() => violations.splice(0).length).toBe(1);
      expect(await page.evaluate(() => 'inline' in globalThis)).toBe(false);

      const threads = name === 'with threads';
      expect((await trainStep(page)).includes('no está aislada')).toBe(!threads);
      await openTab(page.locator('pupila-trainer'), 'Modelo');
      await page.getByLabel('Cargar un modelo').setInputFiles(MODEL);
      await expect(page.locator('pupila-trainer [part=model]')).toContainText('.keras está cargado');
      // The lesson isolates itself, so its pages are only among those with threads.
      if (threads) {
        await page.goto(new URL('?lab=aumentacion', address).href);
        await expect(page.locator('pupila-augmentation-lab .validation')).toBeVisible({ timeout: 30_000 });
        await page.goto(address);
        const shape = page.locator('pupila-convolution-lab .shape').last();
        await expect(shape).toHaveText('(100, 100, 1)', { timeout: 30_000 });
      }
      expect(violations).toEqual([]);
    });
  });
}
