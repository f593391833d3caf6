/** What the headless tasks share in the page: events out, results out, configurations in. */
import { type DataSource, PupilaError, type TrainingOptions, parseImageDataGeneratorOptions } from '../index';
import type { OptionsJson, RemoteData, RunnerEvent } from './runner-protocol';

/** Passes an event on to Node. */
export const emit = (event: RunnerEvent): void => globalThis.pupilaEvent?.(event);

/** Leaves a result with the server. */
export async function put(name: string, body: BodyInit): Promise<void> {
  const response = await fetch(`/out/${name}`, { method: 'PUT', body });
  if (!response.ok)
    throw new PupilaError('internal', `internal: ${name} could not be written (${response.status})`);
}

/** A data set's description with absolute addresses, as a worker needs them. */
export function toSource(data: RemoteData): DataSource {
  const absolute = (url: string): string => new URL(url, location.href).href;
  return data.kind === 'url' ? { ...data, url: absolute(data.url) } : { ...data, base: absolute(data.base) };
}

/** Options as the API takes them. */
export function toOptions({ augmentation = 'course', ...rest }: OptionsJson): TrainingOptions {
  const named = augmentation === 'course' || augmentation === 'none';
  return { ...rest, augmentation: named ? augmentation : parseImageDataGeneratorOptions(augmentation) };
}
