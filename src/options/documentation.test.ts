/** Checks that docs/options.md matches the tables. To update it, run `npx vitest run src/options -u`. */
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { kebabCase, snakeCase } from '../core/spelling';
import { callbackEntries } from '../training/callbacks/registry';
import { type FlowFunction, flowOptionEntries } from './flow-table';
import type { OptionRow } from './option-row';
import { FLOW_TEXTS } from './flow-texts';
import { type OptionText, TRAINING_TEXTS, defaultInWords } from './option-texts';
import type { Rules } from './option-rules';
import { trainingOptionEntries } from './training-table';

type Language = 'en' | 'es';

const INTRODUCTION = `# Options of a training run

Made of \`src/options/training-table.ts\`, \`option-texts.ts\` and \`src/training/callbacks/registry.ts\` by their test. The API takes these names, or Keras's spelling of them (\`batch_size\`); the
command line takes the flags; \`<pupila-trainer>\` has those in the last column as attributes. A command, and the task of the same
name in \`pupila/headless\`, refuses an option that does not apply to it. The same in Spanish stands below.
`;

const FLOW_INTRODUCTION = `## Arguments of \`flowFromDirectory\`, \`flow\` and \`fit\`

Made of \`src/options/flow-table.ts\` and \`flow-texts.ts\`. Names, rules and texts that a run has too are those of the table above; the defaults are
Keras's.
`;

const CALLBACKS = {
  en: `\`callbacks\` is a list of names and of objects: \`TerminateOnNaN\`, \`EarlyStopping(patience=3)\`, or
\`[{"name": "TerminateOnNaN", "raise_error": true}]\`. In the API, \`new TrainingSession({ callbacks: […] })\` takes objects with
Keras's methods, such as \`onEpochEnd\` or \`on_epoch_end\`, and those of \`callbacks\`: the same ones,
\`LambdaCallback\`, and \`LearningRateScheduler\` with a function.

They do what Keras's do on the same logs. \`CSVLogger\` and \`ModelCheckpoint\` write into the folder \`--out\` of a headless run:
paths are relative to it, and must not be those of the run's own files. In the API, they write to \`files\` of the session:
\`new TrainingSession({ data, options, files: { write(path, content) {}, remove(path) {} } })\`. In \`<pupila-trainer>\` the
reader can save the files below the facts of the run. \`filepath\` ends in \`.keras\`, or with \`save_weights_only\` in \`.weights.h5\`; \`{epoch:02d}\`, \`{batch}\` and metrics such as
\`{val_loss:.3f}\` are filled in as in Python. The \`schedule\` of \`LearningRateScheduler\` is one of Keras's by name, such as
\`ExponentialDecay(decay_steps=1, decay_rate=0.9)\`; its steps are epochs.

\`ProgbarLogger\` prints the lines of Keras's \`fit(verbose=2)\`: to stdout in place of the command line's own line, and to the
console of a page, where the event \`print\` has them too. With \`--quiet\` there are none.

\`BackupAndRestore\` continues an interrupted run when it is started again with the same data and options
([more](command-line.md#backupandrestore)). The backup is the run's checkpoints, which hold all of it: unlike in Keras, the rest
of the epoch follows, to the same bits. \`save_freq\` adds a checkpoint after so many steps to those after each epoch and
30 seconds. \`backup_dir\` has no effect, and a warning says so. \`double_checkpoint\` has none either: the last two are
always kept. With \`delete_checkpoint\` they go at the end, unless the run was stopped or its loss became no number;
\`best.ckpt\` stays. In \`<pupila-trainer>\` a run with it continues without the question if its data have an address, or are
the built-in ones, unless the reader has stopped it; a complete run is always deleted there. A \`TrainingSession\` needs \`checkpoints\`, and continues from
\`checkpoint\`.
`,
  es: `\`callbacks\` es una lista de nombres y de objetos: \`TerminateOnNaN\`, o
\`[{"name": "TerminateOnNaN", "raise_error": true}]\`. En la API, \`new TrainingSession({ callbacks: […] })\` recibe objetos con
los métodos de Keras, como \`onEpochEnd\` u \`on_epoch_end\`, y los de \`callbacks\`: los mismos, \`LambdaCallback\`, y
\`LearningRateScheduler\` con una función.

Hacen lo mismo que los de Keras con los mismos resultados. \`CSVLogger\` y \`ModelCheckpoint\` escriben en la carpeta \`--out\` de un
entrenamiento sin ventana: las rutas son relativas a ella, y no pueden ser las de los archivos del entrenamiento. En la API
escriben en \`files\` de la sesión: \`new TrainingSession({ data, options, files: { write(path, content) {}, remove(path) {} } })\`.
En \`<pupila-trainer>\` el lector puede guardar los archivos, bajo los datos del entrenamiento. \`filepath\` termina en \`.keras\`, o con \`save_weights_only\` en \`.weights.h5\`; \`{epoch:02d}\`,
\`{batch}\` y métricas como \`{val_loss:.3f}\` se completan como en Python. La \`schedule\` de \`LearningRateScheduler\` es una de las de
Keras por su nombre, como \`ExponentialDecay(decay_steps=1, decay_rate=0.9)\`; sus pasos son épocas.

\`ProgbarLogger\` escribe las líneas de \`fit(verbose=2)\` de Keras: en stdout en lugar de la línea propia de la línea de
comandos, y en la consola de una página, donde también están en el evento \`print\`. Con \`--quiet\` no hay ninguna.

\`BackupAndRestore\` continúa un entrenamiento interrumpido cuando se inicia otra vez con los mismos datos y opciones
([más](command-line.md#backupandrestore)). La copia son los puntos de control del entrenamiento, que lo contienen entero: a
diferencia de Keras, sigue el resto de la época, con los mismos bits. \`save_freq\` añade un punto de control cada tantas
iteraciones a los de cada época y cada 30 segundos. \`backup_dir\` no tiene efecto, y un aviso lo dice. \`double_checkpoint\`
tampoco: siempre se guardan los dos últimos. Con \`delete_checkpoint\` se borran al final, salvo si el entrenamiento se detuvo o
su pérdida dejó de ser un número; \`best.ckpt\` se queda. En \`<pupila-trainer>\` un entrenamiento con él continúa sin la
pregunta si sus datos tienen una dirección o son los incluidos, salvo si lo detuvo el lector; uno completo siempre se borra allí. Una \`TrainingSession\`
necesita \`checkpoints\`, y continúa desde \`checkpoint\`.
`,
};

const REQUIRED = { en: 'required', es: 'obligatorio' };
const UNITS = { ms: 'ms', bytes: 'bytes', pixels: { en: 'pixels', es: 'píxeles' } } as const;
const FUNCTIONS: Record<FlowFunction, Record<Language, string>> = {
  flow_from_directory: { en: '`flow_from_directory`', es: '`flow_from_directory`' },
  flow: { en: '`flow`', es: '`flow`' },
  fit: { en: '`fit`', es: '`fit`' },
  'fit-pictures': { en: '`fit` on pictures', es: '`fit` con imágenes' },
};

const line = (...cells: string[]): string => `| ${cells.join(' | ')} |`;

/** The first four cells: both spellings, what the option does, its default. */
function cells(name: string, row: OptionRow, texts: OptionText, language: Language): string[] {
  const unit = row.unit && UNITS[row.unit];
  const what = [
    texts.text[language],
    row.choices?.map((each) => `\`${each}\``).join(', '),
    typeof unit === 'object' ? unit[language] : unit,
  ];
  const initial = defaultInWords(texts, `\`${JSON.stringify(row.default)}\``, language);
  return [`\`${name}\``, `\`${snakeCase(name)}\``, what.filter(Boolean).join(' · '), initial];
}

function table(head: readonly string[], rows: readonly string[]): string {
  return `${line(...head)}\n${line(...head.map(() => '---'))}\n${rows.join('\n')}\n`;
}

function trainingTable(language: Language, head: readonly string[]): string {
  const rows = trainingOptionEntries().map(([name, row]) => {
    const texts: OptionText = TRAINING_TEXTS[name];
    const { flag, commands, withoutFlag = [], element } = row;
    const written = `--${kebabCase(`${texts.off ? 'no-' : ''}${flag ?? name}`)}`;
    const hasFlag = commands.some((each) => !withoutFlag.includes(each));
    return line(
      ...cells(name, row, texts, language),
      hasFlag ? `\`${written}\`` : '',
      commands.map((each) => `\`${each}\``).join(', '),
      element ? `\`${written.replace('--', '')}\`` : '',
    );
  });
  return table(head, rows);
}

function flowTable(language: Language, head: readonly string[]): string {
  const rows = flowOptionEntries().map(([name, row]) =>
    line(
      ...cells(name, row, FLOW_TEXTS[name], language),
      row.takenBy.map((each) => FUNCTIONS[each][language]).join(', '),
    ),
  );
  return table(head, rows);
}

function callbackTable(language: Language, head: readonly string[]): string {
  const rows = callbackEntries().map(([name, { text, rules }]) => {
    const options = Object.entries(rules as Rules<Record<string, unknown>>);
    const named = options.map(
      ([option, rule]) =>
        `\`${snakeCase(option)}\` (${rule.default === undefined ? REQUIRED[language] : JSON.stringify(rule.default)})`,
    );
    return line(`\`${name}\``, text[language], named.join(', '));
  });
  return table(head, rows);
}

it('docs/options.md matches the tables', async () => {
  const english = ['option', "Keras's spelling", 'what it does', 'default'];
  const spanish = ['opción', 'en Keras', 'qué hace', 'por defecto'];
  const text = [
    INTRODUCTION,
    trainingTable('en', [...english, 'flag', 'commands', 'attribute']),
    '### Callbacks',
    CALLBACKS.en,
    callbackTable('en', ['name', 'what it does', 'arguments and their defaults']),
    FLOW_INTRODUCTION,
    flowTable('en', [...english, 'taken by']),
    '## En español',
    trainingTable('es', [...spanish, 'en la línea de comandos', 'comandos', 'atributo']),
    '### Callbacks en español',
    CALLBACKS.es,
    callbackTable('es', ['nombre', 'qué hace', 'argumentos y sus valores por defecto']),
    '### Argumentos de `flowFromDirectory`, `flow` y `fit`',
    flowTable('es', [...spanish, 'la reciben']),
  ].join('\n');
  const options = await resolveConfig('docs/options.md');
  await expect(await format(text, { ...options, parser: 'markdown' })).toMatchFileSnapshot(
    '../../docs/options.md',
  );
});
