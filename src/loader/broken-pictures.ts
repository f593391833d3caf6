/** Finds unreadable pictures before training, so that batches match those of a data set without them. */
import { PupilaError } from '../core/errors';
import { type Message, message, textOf } from '../core/message';
import type { DatasetInfo, DataWorkerApi, Part, PartInfo } from '../protocol/data-protocol';

/** Images per `check` call. */
const CHUNK = 64;
const EXAMPLES = 3;
const PARTS = ['training', 'validation'] as const;

/** Indices of the unreadable images, by part, and the reason for each. */
export interface Broken {
  indices: Record<Part, number[]>;
  pictures: { part: Part; filename: string; reason: Message | string }[];
}

/**
 * Decodes every picture once, on all workers. Pictures that fit into the cache are not decoded again later.
 *
 * @param check Returns the unreadable images of a part in [from, to).
 * @param progress Receives the number of pictures checked so far, and of all pictures.
 */
export async function findBroken(
  info: DatasetInfo,
  check: (part: Part, from: number, to: number) => ReturnType<DataWorkerApi['check']>,
  progress: (checked: number, total: number) => void,
): Promise<Broken> {
  const broken: Broken = { indices: { training: [], validation: [] }, pictures: [] };
  const total = PARTS.reduce((sum, part) => sum + (info[part]?.samples ?? 0), 0);
  let checked = 0;
  for (const part of PARTS) {
    const { samples = 0, filenames = [] } = info[part] ?? {};
    const starts = Array.from({ length: Math.ceil(samples / CHUNK) }, (_, i) => i * CHUNK);
    const found = await Promise.all(
      starts.map(async (from) => {
        const to = Math.min(from + CHUNK, samples);
        const chunk = await check(part, from, to);
        checked += to - from;
        progress(checked, total);
        return chunk;
      }),
    );
    for (const { index, reason } of found.flat()) {
      broken.indices[part].push(index);
      broken.pictures.push({ part, filename: filenames[index] as string, reason });
    }
  }
  return broken;
}

/**
 * Returns the data set without its unreadable pictures.
 *
 * @throws {PupilaError} 'no-images' if nothing is left.
 */
export function withoutBroken(info: DatasetInfo, { indices, pictures }: Broken): DatasetInfo {
  const [first] = pictures;
  if (!first) return info;
  const names = pictures.slice(0, EXAMPLES).map(({ filename }) => filename);
  const warning = message`Pictures that cannot be read were skipped (${pictures.length}): ${names.join(', ')}`;
  const training = withoutImages(info.training, indices.training);
  if (training.samples === 0) {
    throw new PupilaError('no-images', message`No picture of ${info.name} can be read: ${first.reason}`);
  }
  const validation = info.validation && withoutImages(info.validation, indices.validation);
  return {
    ...info,
    training,
    validation: validation?.samples ? validation : null,
    warnings: [...info.warnings, warning],
    skipped: pictures.map(({ part, filename, reason }) => ({ part, filename, message: textOf(reason) })),
  };
}

function withoutImages(part: PartInfo, broken: readonly number[]): PartInfo {
  const removed = new Set(broken);
  const isKept = (_: unknown, index: number): boolean => !removed.has(index);
  const filenames = part.filenames.filter(isKept);
  return { ...part, filenames, labels: part.labels.filter(isKept), samples: filenames.length };
}
