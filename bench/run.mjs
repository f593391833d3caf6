/** `npm run bench -- <name> [options]`: runs the default export of `bench/<name>.mjs` with the options. */
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs' && file !== 'support.mjs')
  .map((file) => file.slice(0, -'.mjs'.length));
const [name, ...args] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`A benchmark is one of ${names.join(', ')}. Received: name=${name}`);
  process.exit(2);
}
const { default: bench, options = {} } = await import(`./${name}.mjs`);
if (args.includes('--help')) console.log(usage());
else await bench(parseArgs({ args, options }).values);

function usage() {
  const lines = Object.entries(options).map(([option, { type, default: value, description }]) => {
    const argument = type === 'string' ? ' <value>' : '';
    const known = value === undefined || value === false ? '' : `default ${value}`;
    return `  --${option}${argument}  ${[description, known].filter(Boolean).join('; ')}`;
  });
  return [`npm run bench -- ${name} [options]`, ...lines].join('\n');
}
