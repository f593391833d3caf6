/** Callbacks: fixtures/callbacks.json and fixtures/callback_results.json are what the Keras that is installed computes. */
import { fileURLToPath } from 'node:url';

const FIXTURES = fileURLToPath(new URL('../../../fixtures', import.meta.url));

const code = (file, compute) => `
import json
import sys

sys.path.insert(0, ${JSON.stringify(FIXTURES)})
import callback_results

with open(${JSON.stringify(FIXTURES)} + "/${file}") as stored:
    stored = json.load(stored)
found = json.loads(json.dumps(callback_results.${compute}()))
different = [name for name in found if name != "keras" and found[name] != stored[name]]
`;

export async function* callbacks({ folders }) {
  const files = { 'callbacks.json': 'decisions', 'callback_results.json': 'results' };
  for (const [file, compute] of Object.entries(files))
    yield {
      name: file,
      code: code(file, compute),
      folder: folders.make('cat'),
      expected: [{ name: 'differences', value: 'different', text: [] }],
    };
}
