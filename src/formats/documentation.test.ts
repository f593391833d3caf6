/** Checks that docs/formats.md matches the registry. To update it, run `npx vitest run src/formats/documentation -u`. */
import { format as prettify, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import type { ModelFormat } from './model-format';
import { READABLE_FORMATS, RUN_FORMATS, WRITABLE_FORMATS, namesOf } from './registry';

const INTRODUCTION = `# Formats of models

Made of \`src/formats/registry.ts\` by its test. A file's content decides which format it has. \`pupila train --formats\` takes the
names of the formats that are written, and so do \`saveModelFile\` and \`save\` of \`<pupila-trainer>\`.
`;

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

it('docs/formats.md matches the registry', async () => {
  const all = new Set<ModelFormat>([...READABLE_FORMATS, ...WRITABLE_FORMATS]);
  const rows = [...all].map((format) => {
    const { id, opensIn, detect, files = [], extensions } = format;
    const isDefault = (RUN_FORMATS as readonly string[]).includes(id);
    const saved = files.length > 0 ? code([extensions[0]]) : '';
    const inRun = `${code(files)}${isDefault ? ' (by default)' : ''}`;
    return `| \`${id}\` | ${detect ? code(namesOf([format])) : ''} | ${saved} | ${inRun} | ${opensIn.en} |`;
  });
  const head = "| format | read | saved as | in a run's folder | opens in |\n| --- | --- | --- | --- | --- |";
  const text = `${INTRODUCTION}\n${head}\n${rows.join('\n')}\n`;
  const options = await resolveConfig('docs/formats.md');
  await expect(await prettify(text, { ...options, parser: 'markdown' })).toMatchFileSnapshot(
    '../../docs/formats.md',
  );
});
