/** The built scripts stay within their size limits. */
import { expect, test } from 'playwright/test';
import { bundleSizes } from '../scripts/bundle-sizes.mjs';

test('scripts stay within the limits of scripts/bundle-sizes.mjs', () => {
  for (const { entry, bytes, gzip, limit, gzipLimit } of bundleSizes()) {
    const advice =
      `${entry} takes ${bytes} bytes (limit ${limit}), ${gzip} after gzip (limit ${gzipLimit}): load what is not ` +
      'needed at once by `import()`, or change the limit in scripts/bundle-sizes.mjs and say why in CHANGELOG.md';
    expect.soft(bytes <= limit && gzip <= gzipLimit, advice).toBe(true);
    const slack = `${entry} takes ${bytes} bytes; its limit ${limit} is more than a fifth above: lower it`;
    expect.soft(limit < bytes * 1.2 && gzipLimit < gzip * 1.2, slack).toBe(true);
  }
});
