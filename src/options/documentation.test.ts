/** Checks that docs/options.md matches the table. To update it, run `npx vitest run src/options -u`. */
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { kebabCase, snakeCase } from '../core/spelling';
import { trainingOptionEntries } from './training-table';

const INTRODUCTION = `# Options of a training run

Made of \`src/options/training-table.ts\` by its test. The API takes these names, or Keras's spelling of them (\`batch_size\`); the
command line takes the flags; \`<pupila-trainer>\` has those in the last column as attributes. The same in Spanish stands below.
`;

const UNITS = { ms: 'ms', bytes: 'bytes', pixels: { en: 'pixels', es: 'píxeles' } } as const;

const flagOf = (name: string): string => `\`--${kebabCase(name)}\``;

function table(language: 'en' | 'es', head: string): string {
  const rows = trainingOptionEntries().map(([name, { text, absent, flag, commands, element, ...row }]) => {
    const initial = absent?.[language] ?? `\`${JSON.stringify(row.default)}\``;
    const unit = row.unit && UNITS[row.unit];
    const what = [
      text[language],
      row.choices?.map((each) => `\`${each}\``).join(', '),
      typeof unit === 'object' ? unit[language] : unit,
    ];
    const written = flagOf(`${row.off ? 'no-' : ''}${flag ?? name}`);
    return `| \`${name}\` | \`${snakeCase(name)}\` | ${what.filter(Boolean).join(' · ')} | ${initial} | ${
      commands.length > 0 ? written : ''
    } | ${element ? written.replace('--', '') : ''} |`;
  });
  return `${head}\n| --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

it('docs/options.md matches the table', async () => {
  const text = [
    INTRODUCTION,
    table('en', "| option | Keras's spelling | what it does | default | flag | attribute |"),
    '## En español',
    table('es', '| opción | en Keras | qué hace | por defecto | en la línea de comandos | atributo |'),
  ].join('\n');
  const options = await resolveConfig('docs/options.md');
  await expect(await format(text, { ...options, parser: 'markdown' })).toMatchFileSnapshot(
    '../../docs/options.md',
  );
});
