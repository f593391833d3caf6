/** Arguments of `fit`: fixtures/fit_arguments.json is what the Keras that is installed computes. */
import { fileURLToPath } from 'node:url';

const FIXTURES = fileURLToPath(new URL('../../../fixtures', import.meta.url));

const code = `
import json
import sys

sys.path.insert(0, ${JSON.stringify(FIXTURES)})
import fit_arguments

with open(${JSON.stringify(FIXTURES)} + "/fit_arguments.json") as stored:
    stored = json.load(stored)
del stored["keras"]
different = fit_arguments.differences(stored, json.loads(json.dumps(fit_arguments.results())))
`;

export async function* fit({ folders }) {
  yield {
    name: 'fit_arguments.json',
    code,
    folder: folders.make('cat'),
    expected: [{ name: 'differences', value: 'different', text: [] }],
  };
}
