/** Checks that docs/formats.md matches the registry. To update it, run `npx vitest run src/formats/documentation -u`. */
import { format as prettify, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import type { ModelFormat } from './model-format';
import { READABLE_FORMATS, RUN_FORMATS, WRITABLE_FORMATS, namesOf } from './registry';

const INTRODUCTION = `# Formats of models

Made of \`src/formats/registry.ts\` by its test. A file's content decides which format it has. \`pupila train --formats\` takes the
names of the formats that are written, and so do \`saveModelFile\` and \`save\` of \`<pupila-trainer>\`.
`;

const WEIGHTS = `## Files of weights

\`pupila --weights FILE\` and \`loadWeightsFile(model, file)\` load weights into a model that exists, as Keras's
\`load_weights\`. They read \`.weights.h5\` files of Keras 2.12 and later, \`.h5\` files of weights from Keras 1.2 on,
and the weights of whole models (\`.keras\`, \`.h5\`, a zip of a \`model.json\`). \`<pupila-trainer>\` has a button for them, the
attributes \`weights\`, \`by-name\` and \`skip-mismatch\`, and \`loadWeights\`.

- By default the file must have the weights of as many layers as the model, in the same order and shapes. Otherwise the
  message names the layer, the expected and the received shape, and the model stays as it was.
- \`byName\` (\`--by-name\`) sets the layers whose names are in the file, at least one, and no others. As in Keras, it
  needs an \`.h5\` file with names.
- \`skipMismatch\` (\`--skip-mismatch\`) skips weights that do not fit and warns: of a \`.weights.h5\` or \`.keras\` file the
  whole layer, of an \`.h5\` file each weight of another shape, as in Keras.
- As in Keras, the optimizer keeps the state of the model's file, unless a \`.weights.h5\` or \`.keras\` file of weights has one
  that fits: then training continues from that. An \`.h5\` file's is not read with its weights.
- Weights of Keras on Theano, which turned the kernels of convolutions, are refused.
`;

const LABELS = `## Models of Teachable Machine

An image model of Teachable Machine is loaded from its TensorFlow.js export (\`model.json\`, \`weights.bin\` and
\`metadata.json\`) or its Keras export (\`keras_model.h5\` and \`labels.txt\`): by its address or path with the other files
beside it, by the path of its folder, or as a zip. The names of the classes come from \`metadata.json\` or \`labels.txt\`. Pictures are cropped to the
centred square, as \`cropTo\` of \`@teachablemachine/image\` and \`ImageOps.fit\` do, within a pixel of the result. They are
resized with the nearest of Pillow's filters (TensorFlow.js: \`bilinear\`; Keras: \`lanczos\`) and scaled as in the code that
comes with the export: x / 127 - 1 for TensorFlow.js, x / 127.5 - 1 for Keras. Without the file of labels, the model is read as any other.
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
  const text = `${INTRODUCTION}\n${head}\n${rows.join('\n')}\n\n${WEIGHTS}\n${LABELS}`;
  const options = await resolveConfig('docs/formats.md');
  await expect(await prettify(text, { ...options, parser: 'markdown' })).toMatchFileSnapshot(
    '../../docs/formats.md',
  );
});
