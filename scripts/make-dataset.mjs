/** Draws the built-in data set: cats and dogs, packed as a zip. The same options give the same bytes. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { makeDataset } from './dataset/pack.mjs';

const DEFAULTS = { out: 'build/dataset/drawn_cats_and_dogs.zip', seed: '1', train: '640', validation: '128' };
const HELP = `node scripts/make-dataset.mjs [--out FILE] [--seed N] [--train N] [--validation N]

  --out         zip to write (default ${DEFAULTS.out})
  --seed        seed of every picture (default ${DEFAULTS.seed})
  --train       training pictures, over both classes (default ${DEFAULTS.train})
  --validation  validation pictures, over both classes (default ${DEFAULTS.validation})
  --help        this text`;

/** The command line's values; throws an Error that names what is wrong. */
function readOptions() {
  const options = { help: { type: 'boolean', default: false } };
  for (const [name, value] of Object.entries(DEFAULTS)) options[name] = { type: 'string', default: value };
  const { values } = parseArgs({ options });
  const count = (name) => {
    if (/^\d{1,9}$/.test(values[name])) return Number(values[name]);
    throw new Error(`--${name} is an integer from 0 to 999999999. Received: ${name}=${values[name]}`);
  };
  return { ...values, seed: count('seed'), train: count('train'), validation: count('validation') };
}

let options;
try {
  options = readOptions();
} catch (error) {
  console.error(`${error.message}\n\n${HELP}`);
  process.exit(2);
}
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
const bytes = await makeDataset(options);
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(`${options.out}.part`, bytes);
renameSync(`${options.out}.part`, options.out);
const size = (bytes.length / 1e6).toFixed(1);
console.log(
  `${options.out}: ${options.train} training and ${options.validation} validation pictures, ${size} MB`,
);
