/** Runs axe on a page, with all rules. */
import axeCore, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright/test';

declare const axe: { run(context: Document, options: RunOptions): Promise<AxeResults> } | undefined;

/** Returns axe's findings, as rule and element. */
export async function findings(page: Page): Promise<string[]> {
  // Evaluated rather than added as a script tag, because the page's Content-Security-Policy forbids inline scripts.
  if (await page.evaluate(() => typeof axe === 'undefined')) await page.evaluate(axeCore.source);
  return page.evaluate(async () => {
    const { violations } = await axe!.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    );
  });
}
