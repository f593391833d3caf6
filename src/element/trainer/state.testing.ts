/** Creates the trainer's state without an element. */
import { trainer as words } from '../../i18n/en/trainer';
import type { TrainerHost } from './host';
import { DEFAULTS } from './settings';
import { TrainerState } from './state';

/** The page's data. */
export const given: TrainerHost['given'] = () => ({ kind: 'url', url: 'https://pupila.test/data.zip' });

/** @param host Overrides of the host. Tests can change this object later. */
export function makeState(host: Partial<TrainerHost> = {}): TrainerState {
  const defaults: TrainerHost = {
    settings: () => DEFAULTS,
    given,
    network: () => null,
    fitOutput: () => null,
    words: () => words,
    changed: () => undefined,
    announce: () => undefined,
  };
  return new TrainerState(Object.assign(host, { ...defaults, ...host }));
}
