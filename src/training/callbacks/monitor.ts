/** What callbacks that watch a metric have in common: Keras's `MonitorCallback`. */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { METRIC_NAMES } from '../../options/metric-choice';
import type { Rules } from '../../options/option-rules';
import type { CallbackContext, Logs } from './callback';
import { text } from './callback-rules';

/** Arguments of callbacks that watch a metric. */
export interface MonitorOptions {
  /** Name of the metric in the logs. Default 'val_loss'. */
  monitor: string;
  /**
   * Whether the metric should become smaller ('min') or larger ('max'). Default 'auto': smaller for `loss`, larger for
   * `accuracy` and the other metrics, with and without `val_`. As in Keras, any other text means 'auto'.
   */
  mode: string;
}

export const MONITOR_RULES: Rules<MonitorOptions> = { monitor: text('val_loss'), mode: text('auto') };

const MODES = ['auto', 'min', 'max'];

/** Which of two values of a metric is the better one. */
export class Monitor {
  readonly #owner: string;
  readonly #options: MonitorOptions;
  readonly #isMaximum: boolean;
  readonly #minDelta: number;
  #hasWarned = false;

  /**
   * @param minDelta Smallest change that counts. As in Keras, its sign is ignored.
   * @throws {PupilaError} 'invalid-argument' if `mode` is 'auto' and the metric does not tell.
   */
  constructor(owner: string, options: MonitorOptions, minDelta = 0) {
    this.#owner = owner;
    this.#options = options;
    this.#isMaximum = directionOf(owner, options) === 'max';
    this.#minDelta = Math.abs(minDelta);
  }

  /** Warns of an unknown mode. Call it when training begins. */
  begin({ warn }: CallbackContext): void {
    const { mode } = this.#options;
    this.#hasWarned = false;
    if (MODES.includes(mode)) return;
    warn({
      en: `${this.#owner} mode '${mode}' is unknown, fallback to auto mode`,
      es: `${this.#owner}: el modo '${mode}' no existe, se usa el modo auto`,
    });
  }

  /**
   * Returns the metric's value. If the logs do not have it, warns once a run and returns undefined.
   *
   * @param epoch Number of the epoch, from 0.
   */
  read(epoch: number, logs: Logs, { warn }: CallbackContext): number | undefined {
    const { monitor } = this.#options;
    const value = logs[monitor];
    if (value !== undefined || this.#hasWarned) return value;
    this.#hasWarned = true;
    const names = Object.keys(logs).join(', ');
    warn({
      en: `${this.#owner} watches the metric \`${monitor}\`, which is not available after epoch ${epoch + 1}. Available metrics are: ${names}`,
      es: `${this.#owner} observa la métrica \`${monitor}\`, que no está disponible tras la época ${epoch + 1}. Las métricas disponibles son: ${names}`,
    });
    return undefined;
  }

  /** Whether a value is better than another one; true without another one. Keras compares float32 numbers. */
  isImprovement(value: number, reference: number | null): boolean {
    if (reference === null) return true;
    return this.#isMaximum
      ? Math.fround(value - this.#minDelta) > Math.fround(reference)
      : Math.fround(value + this.#minDelta) < Math.fround(reference);
  }
}

function directionOf(owner: string, { monitor, mode }: MonitorOptions): 'min' | 'max' {
  if (mode === 'min' || mode === 'max') return mode;
  const metric = monitor.replace(/^val_/, '');
  if (metric === 'loss') return 'min';
  if (metric === 'accuracy' || (METRIC_NAMES as string[]).includes(metric)) return 'max';
  throw invalidArgument(
    message`\`mode\` of ${owner} must be 'min' or 'max' for a metric other than loss, accuracy and those of \`metrics\`.`,
    { monitor, mode },
  );
}
