/**
 * Adds file extensions to the relative imports of dist/types: `./batch` becomes `./batch.js`, a folder its `index.js`.
 * tsc keeps imports as written in the sources, and TypeScript's node16 resolution requires extensions.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RELATIVE = /(\bfrom\s+|\bimport\s+|\bimport\()(['"])(\.{1,2}\/[^'"]+)\2/g;

/**
 * Returns a declaration file with extensions in its imports.
 *
 * @param text Content of a `.d.ts` file.
 * @param exists Returns whether a file exists, relative to this one.
 * @throws {Error} If an import cannot be resolved.
 */
export function withExtensions(text, exists) {
  return text.replace(RELATIVE, (all, before, quote, path) => {
    if (path.endsWith('.js')) return all;
    const found = [path, `${path}/index`].find((candidate) => exists(`${candidate}.d.ts`));
    if (!found) throw new Error(`A relative import names a declaration beside it. Received: import=${path}`);
    return `${before}${quote}${found}.js${quote}`;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const entries = readdirSync('dist/types', { recursive: true, withFileTypes: true });
  for (const { name, parentPath } of entries.filter((entry) => entry.name.endsWith('.d.ts'))) {
    const file = join(parentPath, name);
    const exists = (path) => existsSync(join(dirname(file), path));
    writeFileSync(file, withExtensions(readFileSync(file, 'utf8'), exists));
  }
}
