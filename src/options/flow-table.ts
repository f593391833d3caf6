/**
 * The table of the arguments of `flow_from_directory`, `flow` and `fit`, as plain data. Validation
 * (parse-flow-options.ts) and docs/options.md are generated from it. An option that a run also has reuses the row of
 * training-table.ts, with Keras's default. To add an option, add a row here, its texts in flow-texts.ts, a member of the types in flow-options.ts, and the code that uses it.
 */
import type { FitSourceOptions, FlowFromDirectoryOptions, FlowOptions } from './flow-options';
import type { OptionRow } from './option-row';
import type { TrainingOption } from './training-option';
import { TRAINING_TABLE } from './training-table';

/** Functions that take the options. 'fit-pictures': `fit` on a data set, whose pictures it reads first. */
export type FlowFunction = 'flow_from_directory' | 'flow' | 'fit' | 'fit-pictures';

/** One argument. */
export interface FlowOption extends OptionRow {
  readonly takenBy: readonly FlowFunction[];
}

/** Groups of functions, for `takenBy` below. */
const MAKES_BATCHES = ['flow_from_directory', 'flow'] as const;
const READS_PICTURES = ['flow_from_directory', 'fit-pictures'] as const;
const FITS = ['fit', 'fit-pictures'] as const;

/** Returns the parts of a run's option that also apply to these functions: its rule. */
const asInRun = ({
  flag: _flag,
  commands: _commands,
  withoutFlag: _withoutFlag,
  keras: _keras,
  element: _element,
  ...row
}: TrainingOption): OptionRow => row;

/** Rows in the order of messages and the documentation. */
export const FLOW_TABLE = {
  augment: {
    kind: 'switch',
    default: false,
    takenBy: FITS,
  },
  rounds: {
    kind: 'integer',
    default: 1,
    min: 1,
    takenBy: FITS,
  },
  batchSize: {
    ...asInRun(TRAINING_TABLE.batchSize),
    default: 32,
    takenBy: MAKES_BATCHES,
  },
  shuffle: { ...asInRun(TRAINING_TABLE.shuffle), takenBy: MAKES_BATCHES },
  seed: {
    ...asInRun(TRAINING_TABLE.seed),
    takenBy: [...MAKES_BATCHES, ...FITS],
  },
  subset: {
    kind: 'choice',
    default: null,
    choices: ['training', 'validation'],
    takenBy: [...MAKES_BATCHES, 'fit-pictures'],
  },
  ignoreClassSplit: {
    kind: 'switch',
    default: false,
    takenBy: ['flow'],
  },
  directory: {
    kind: 'folder',
    default: null,
    takenBy: READS_PICTURES,
  },
  targetSize: { ...asInRun(TRAINING_TABLE.targetSize), default: [256, 256], takenBy: READS_PICTURES },
  colorMode: { ...asInRun(TRAINING_TABLE.colorMode), takenBy: READS_PICTURES },
  classes: {
    ...asInRun(TRAINING_TABLE.classes),
    takenBy: READS_PICTURES,
  },
  classMode: {
    ...asInRun(TRAINING_TABLE.classMode),
    default: 'categorical',
    choices: ['categorical', 'binary', 'sparse', 'input', 'none', 'auto'],
    nullMeans: 'none',
    takenBy: ['flow_from_directory'],
  },
  interpolation: { ...asInRun(TRAINING_TABLE.interpolation), takenBy: READS_PICTURES },
  keepAspectRatio: { ...asInRun(TRAINING_TABLE.keepAspectRatio), takenBy: READS_PICTURES },
  onError: { ...asInRun(TRAINING_TABLE.onError), takenBy: READS_PICTURES },
  workers: {
    ...asInRun(TRAINING_TABLE.workers),
    takenBy: MAKES_BATCHES,
  },
  prefetch: {
    kind: 'integer',
    default: null,
    min: 1,
    takenBy: MAKES_BATCHES,
  },
  cacheBytes: { ...asInRun(TRAINING_TABLE.cacheBytes), takenBy: READS_PICTURES },
  signal: {
    kind: 'signal',
    default: null,
    takenBy: [...MAKES_BATCHES, 'fit-pictures'],
  },
} satisfies Readonly<
  Record<keyof FlowFromDirectoryOptions | keyof FlowOptions | keyof FitSourceOptions, FlowOption>
>;

type FlowName = keyof typeof FLOW_TABLE;

/** Returns the rows in order. @param takenBy Only those of one function. Default: all. */
export function flowOptionEntries(takenBy?: FlowFunction): [FlowName, FlowOption][] {
  const entries = Object.entries(FLOW_TABLE) as [FlowName, FlowOption][];
  return takenBy ? entries.filter(([, row]) => row.takenBy.includes(takenBy)) : entries;
}
