import { describe, expect, it } from 'vitest';
import { withExtensions } from './type-extensions.mjs';

describe('withExtensions', () => {
  const there = ['./batch.d.ts', '../core/index.d.ts'];
  const written = (text: string): string =>
    withExtensions(text, (path: string) => there.includes(path)) as string;

  it('names the file, also a folder’s index', () => {
    expect(written("import type { Batch } from './batch';")).toBe("import type { Batch } from './batch.js';");
    expect(written("export * from '../core';\nimport './batch';")).toBe(
      "export * from '../core/index.js';\nimport './batch.js';",
    );
    expect(written("let a: import('./batch').Batch;")).toBe("let a: import('./batch.js').Batch;");
  });

  it('does not change packages and existing extensions', () => {
    const text = "import { a } from '@tensorflow/tfjs-core';\nimport { b } from './batch.js';";
    expect(written(text)).toBe(text);
  });

  it('rejects an import that cannot be resolved', () => {
    expect(() => written("export * from './gone';")).toThrow('import=./gone');
  });
});
