/** Scripts of test pages: bundled from e2e/pages, run with the built library on an empty page. */
import { build } from 'esbuild';
import type { Page } from 'playwright/test';

/** Runs `e2e/pages/<name>.ts` in the page. Resolves once its `globalThis[name]` is defined. */
export async function runScript(page: Page, name: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [`e2e/pages/${name}.ts`],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  // Served from the page's own origin, as its Content-Security-Policy requires.
  const url = `/script/${name}.js`;
  const body = outputFiles[0]?.text ?? '';
  await page.route(`**${url}`, (route) => route.fulfill({ contentType: 'text/javascript', body }));
  await page.addScriptTag({ type: 'module', url });
  await page.waitForFunction((global) => global in globalThis, name);
}
