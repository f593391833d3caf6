/** Output during a run: facts as lines, steps as a progress bar. Without a terminal, one line per epoch. */
import cliProgress from 'cli-progress';
import { METRIC_NAMES } from '../options/metric-choice';
import type { RunnerEvent, TrainSummary } from '../headless/runner-protocol';

const TRAINING_FORMAT =
  'epoch {epoch}/{epochs} {bar} {value}/{total} · {left} left · loss {loss} · accuracy {accuracy} · {speed}';
const CHECKING_FORMAT = 'looking at every picture {bar} {value}/{total}';
const PREDICTING_FORMAT = 'predicting {bar} {value}/{total} pictures';
const FITTING_FORMAT = 'computing the statistics {bar} {value}/{total} pictures';

/** Prints warnings to stderr. */
export function printWarning(event: RunnerEvent): void {
  const warnings =
    event.type === 'dataset' ? event.warnings : event.type === 'warning' ? [event.message] : [];
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
}

/** Returns the final line of a run: the last epoch's values, or the position in the epoch where it was stopped. */
export function outcome({
  stopped,
  stoppedAt,
  history,
}: Pick<TrainSummary, 'stopped' | 'stoppedAt' | 'history'>): string {
  const names = ['loss', 'accuracy', ...METRIC_NAMES];
  const last = [...names, ...names.map((name) => `val_${name}`)].flatMap((key) => {
    const value = history[key]?.at(-1);
    return value === undefined ? [] : [`${key} ${value.toFixed(4)}`];
  });
  if (!stoppedAt) return `${stopped ? 'stopped' : 'done'}: ${last.join(' · ')}`;
  const { epoch, step, loss, accuracy } = stoppedAt;
  return `stopped after step ${step} of epoch ${epoch}: loss ${loss.toFixed(4)} · accuracy ${accuracy.toFixed(4)}`;
}

/** Prints progress to stderr, so that results on stdout can be piped. */
export class Progress {
  readonly #quiet: boolean;
  readonly #isTerminal = process.stderr.isTTY === true;
  #bar: cliProgress.SingleBar | null = null;
  #plan = { epochs: 0, stepsPerEpoch: 0 };
  #loss = 0;
  #accuracy = 0;
  #started = 0;
  #stepsDone = 0;
  /** Whether `ProgbarLogger` prints a line for each epoch. */
  #hasLogger = false;

  constructor({ quiet }: { quiet: boolean }) {
    this.#quiet = quiet;
  }

  /** Prints a line, unless `--quiet` is set. */
  note(text: string): void {
    this.#closeBar();
    if (!this.#quiet) process.stderr.write(`${text}\n`);
  }

  /** Prints a warning, also with `--quiet`. */
  #warn(text: string): void {
    this.#closeBar();
    process.stderr.write(`warning: ${text}\n`);
  }

  /** Shows one event of a run. */
  show(event: RunnerEvent): void {
    if (event.type === 'checking') this.#reading(CHECKING_FORMAT, event.checked, event.total);
    else if (event.type === 'fitting') this.#reading(FITTING_FORMAT, event.images, event.total);
    else if (event.type === 'predictions') this.#reading(PREDICTING_FORMAT, event.done, event.total);
    else if (event.type === 'backend') this.note(`backend: ${event.report.backend} · ${event.report.reason}`);
    else if (event.type === 'dataset') this.#dataset(event);
    else if (event.type === 'plan') this.#begin(event);
    else if (event.type === 'step') this.#step(event);
    else if (event.type === 'recovery') this.#recovery(event.recovery);
    else if (event.type === 'warning') this.#warn(event.message);
    else if (event.type === 'validating') this.#bar?.update({ left: 'validating' });
    else if (event.type === 'epoch') this.#epoch(event);
    else if (event.type === 'print') this.#print(event.line);
    else if (event.type === 'restored') this.#restored(event);
    else if (event.type === 'stopTraining' && event.by === 'callback') this.note(event.reason);
  }

  /** Removes the progress bar. */
  end(): void {
    this.#closeBar();
  }

  #reading(format: string, done: number, total: number): void {
    if (this.#quiet || !this.#isTerminal) return;
    this.#bar ??= startBar(format, total);
    this.#bar.update(done);
    if (done === total) this.#closeBar();
  }

  #dataset({
    name,
    classes,
    training,
    validation,
    warnings,
  }: Extract<RunnerEvent, { type: 'dataset' }>): void {
    const indices = classes.map((label, i) => `${label}: ${i}`).join(', ');
    this.note(`data: ${name} · ${training} training and ${validation} validation images · {${indices}}`);
    for (const warning of warnings) this.#warn(warning);
  }

  #begin(plan: Extract<RunnerEvent, { type: 'plan' }>): void {
    this.#plan = plan;
    this.#started = performance.now();
    this.note(
      `model: ${plan.parameters.toLocaleString('en')} parameters · ${plan.path} · ` +
        `${pluralize(plan.epochs, 'epoch')} of ${pluralize(plan.stepsPerEpoch, 'step')}`,
    );
  }

  #step({ epoch, step, loss, accuracy }: Extract<RunnerEvent, { type: 'step' }>): void {
    if (this.#quiet || !this.#isTerminal) return;
    const { epochs, stepsPerEpoch } = this.#plan;
    this.#loss = step === 0 ? loss : this.#loss + (loss - this.#loss) / (step + 1);
    this.#accuracy = step === 0 ? accuracy : this.#accuracy + (accuracy - this.#accuracy) / (step + 1);
    this.#stepsDone += 1;
    const perStep = (performance.now() - this.#started) / this.#stepsDone;
    const payload = {
      epoch: epoch + 1,
      epochs,
      loss: this.#loss.toFixed(4),
      accuracy: this.#accuracy.toFixed(4),
      speed: `${(perStep / 1000).toFixed(2)} s a step`,
      left: duration(perStep * (epochs * stepsPerEpoch - this.#stepsDone)),
    };
    this.#bar ??= startBar(TRAINING_FORMAT, stepsPerEpoch, payload);
    this.#bar.update(step + 1, payload);
  }

  #recovery({ reason, path, lostSteps }: Extract<RunnerEvent, { type: 'recovery' }>['recovery']): void {
    this.#warn(`${reason}; training continues with the ${path}, ${pluralize(lostSteps, 'step')} lost`);
  }

  /** Prints a line of `ProgbarLogger` to stdout, where Keras prints it. */
  #print(line: string): void {
    this.#hasLogger = true;
    this.#closeBar();
    if (!this.#quiet) process.stdout.write(`${line}\n`);
  }

  #restored({ epoch, step }: Extract<RunnerEvent, { type: 'restored' }>): void {
    const after = step > 0 ? `, after step ${step}` : '';
    this.note(`BackupAndRestore: the interrupted run continues with epoch ${epoch}${after}`);
  }

  #epoch({ epoch, logs }: Extract<RunnerEvent, { type: 'epoch' }>): void {
    if (this.#hasLogger) return;
    // A learning rate may have more zeros.
    const digits = (value: number): string =>
      value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(2) : value.toFixed(4);
    const values = Object.entries(logs).map(([key, value]) => `${key} ${digits(value)}`);
    this.note(`epoch ${epoch + 1}/${this.#plan.epochs} · ${values.join(' · ')}`);
  }

  #closeBar(): void {
    this.#bar?.stop();
    this.#bar = null;
  }
}

function startBar(format: string, total: number, payload: object = {}): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar({ format, clearOnComplete: true, hideCursor: true });
  bar.start(total, 0, payload);
  return bar;
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** Returns `1 step`, `2 steps`. */
export function pluralize(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
