/** Scripts of test pages: bundled from e2e/pages, run beside the built library in a page of nothing else. */
import { build } from 'esbuild';
import type { Page } from 'playwright/test';

/** Runs `e2e/pages/<name>.ts` in the page; ends when its `globalThis[name]` is there. */
export async function runScript(page: Page, name: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [`e2e/pages/${name}.ts`],
    ...{ bundle: true, format: 'esm', target: 'es2022', write: false, logLevel: 'error' },
  });
  // From the page's own origin, as its Content-Security-Policy asks.
  const url = `/script/${name}.js`;
  const body = outputFiles[0]?.text ?? '';
  await page.route(`**${url}`, (route) => route.fulfill({ contentType: 'text/javascript', body }));
  await page.addScriptTag({ type: 'module', url });
  await page.waitForFunction((global) => global in globalThis, name);
}
