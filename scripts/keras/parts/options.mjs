/** The table of Keras's options, fixtures/keras-options.json: those of the Keras that is installed. */
import { fileURLToPath } from 'node:url';

const FIXTURES = fileURLToPath(new URL('../../../fixtures', import.meta.url));

const CODE = `
import json
import sys

sys.path.insert(0, ${JSON.stringify(FIXTURES)})
import keras_options


def flat(value, path=""):
    if not isinstance(value, dict):
        return {path: value}
    return {key: each for name in value for key, each in flat(value[name], f"{path} {name}").items()}


with open(${JSON.stringify(`${FIXTURES}/keras-options.json`)}) as file:
    stored = flat(json.load(file))
found = flat(json.loads(json.dumps(keras_options.options())))
different = [
    f"{path}: {found.get(path)}, in the file {stored.get(path)}"
    for path in sorted({*found, *stored})
    if found.get(path) != stored.get(path)
]
`;

export async function* options({ folders }) {
  yield {
    name: 'every option that Keras writes, with its default',
    code: CODE,
    folder: folders.make('cat'),
    expected: [{ name: 'differences', value: 'different', text: [] }],
  };
}
