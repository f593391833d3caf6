/** What axe finds on a page; nothing is excluded. */
import axeCore, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright/test';

declare const axe: { run(context: Document, options: RunOptions): Promise<AxeResults> } | undefined;

/** By rule and place. */
export async function findings(page: Page): Promise<string[]> {
  // Not as a script tag: the page's Content-Security-Policy allows none in line.
  if (await page.evaluate(() => typeof axe === 'undefined')) await page.evaluate(axeCore.source);
  return page.evaluate(async () => {
    const { violations } = await axe!.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    );
  });
}
