/** What a run writes while it trains, so that it is there when the run ends early: its facts, its steps and its history. */
import type { FinishedStep, History } from '../../index';
import { CHECKPOINT_FILES } from '../checkpoint-files';
import type { RunState } from '../runner-protocol';
import { jsonText } from '../json-text';
import { append, put, removeResult } from './exchange';

/** What a run has done before. */
interface Before {
  history: History;
  steps: readonly FinishedStep[];
}

const lineOf = ({ epoch, step, loss, accuracy }: FinishedStep): string =>
  `${JSON.stringify({ epoch, step, loss, accuracy })}\n`;

/** The records of one run, in the order in which they were made. */
export class RunRecords {
  readonly #facts: object;
  readonly #history: History;
  readonly #warn: (message: string) => void;
  /** Lines of `steps.jsonl` that are not written yet. */
  readonly #lines: string[];
  #written: Promise<unknown> = Promise.resolve();
  #hasFailed = false;

  /**
   * @param facts Of the run, which `run.json` has while it trains.
   * @param before Of the epochs and steps before, if the run continues another.
   */
  constructor(facts: object, { history, steps }: Before, warn: (message: string) => void) {
    this.#facts = facts;
    this.#history = structuredClone(history);
    this.#warn = warn;
    this.#lines = steps.map(lineOf);
  }

  /** Writes that the run has begun. @param isNew Whether checkpoints of an earlier run go. */
  async begin(isNew: boolean): Promise<void> {
    if (isNew) await Promise.all(CHECKPOINT_FILES.map(removeResult));
    const lines = this.#lines.splice(0);
    // Without a step there is no file: a run that fails at once leaves no results.
    await (lines.length > 0 ? put('steps.jsonl', lines.join('')) : removeResult('steps.jsonl'));
    await put('run.json', this.#runJson('running', null));
  }

  /** Adds a line to `steps.jsonl`. Training does not wait for it. */
  addStep(step: FinishedStep): void {
    this.#lines.push(lineOf(step));
    // Lines that come while others are written go with the next ones.
    if (this.#lines.length === 1) this.#add(() => append('steps.jsonl', this.#lines.splice(0).join('')));
  }

  /** Adds an epoch to `history.json`. Training does not wait for it. */
  addEpoch(logs: Readonly<Record<string, number>>): void {
    for (const [key, value] of Object.entries(logs)) (this.#history[key] ??= []).push(value);
    this.#put('history.json', jsonText(this.#history));
  }

  /** Writes why a run failed. */
  async fail(reason: string): Promise<void> {
    this.#put('run.json', this.#runJson('failed', reason));
    await this.#written;
  }

  /** Resolves when everything so far is written. */
  whenWritten(): Promise<unknown> {
    return this.#written;
  }

  #runJson(state: RunState, reason: string | null): string {
    return jsonText({ state, reason, ...this.#facts });
  }

  #put(name: string, content: string): void {
    this.#add(() => put(name, content));
  }

  #add(work: () => Promise<void>): void {
    this.#written = this.#written.then(work).catch((error: unknown) => {
      if (!this.#hasFailed) this.#warn(`Training continues. ${(error as Error).message}`);
      this.#hasFailed = true;
    });
  }
}
