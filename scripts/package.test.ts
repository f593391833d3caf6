import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Package {
  exports: Record<string, string | { types: string; default: string }>;
  files: string[];
  scripts: Record<string, string>;
}
const { exports, files, scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as Package;

it('a package is built before it is packed, and contains all files in `exports`', () => {
  expect(scripts['prepack']).toBe('npm run build');
  expect(files).toContain('dist');
  for (const [name, target] of Object.entries(exports)) {
    if (typeof target === 'string') {
      expect(target, name).toMatch(/^\.\/(dist\/|package\.json$)/);
      continue;
    }
    const source = target.types.replace(/^\.\/dist\/types\/(.*)\.d\.ts$/, 'src/$1.ts');
    expect(existsSync(source), `${name}: types of ${source}`).toBe(true);
    expect(readFileSync('rollup.config.mjs', 'utf8')).toContain(`'${source}'`);
  }
});
