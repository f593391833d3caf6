/** Finds pictures that cannot be read before training begins, so that batches are those of a data set without them. */
import { PupilaError } from '../core/errors';
import type { BrokenPicture, DatasetInfo, DataWorkerApi, Part, PartInfo } from '../protocol/data-protocol';

/** Images that one call looks at. */
const CHUNK = 64;
const EXAMPLES = 3;
const PARTS = ['training', 'validation'] as const;

/** Numbers of broken images, by part, and why each is. */
export interface Broken {
  indices: Record<Part, number[]>;
  pictures: BrokenPicture[];
}

/**
 * Decodes every picture once, on all workers; where there is room it is kept, so that nothing is decoded twice.
 *
 * @param check Those of a part, from one number to before another, that cannot be read.
 * @param progress Hears how many pictures were looked at, of how many.
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
    for (const { index, message } of found.flat()) {
      broken.indices[part].push(index);
      broken.pictures.push({ filename: filenames[index] as string, message });
    }
  }
  return broken;
}

/**
 * What is left of a data set.
 *
 * @throws {PupilaError} 'no-images' when that is nothing.
 */
export function withoutBroken(info: DatasetInfo, { indices, pictures }: Broken): DatasetInfo {
  if (pictures.length === 0) return info;
  const names = pictures.slice(0, EXAMPLES).map(({ filename }) => filename);
  const warning = `${pictures.length} × pictures left out that cannot be read: ${names.join(', ')}`;
  const training = withoutImages(info.training, indices.training);
  if (training.samples === 0) {
    throw new PupilaError('no-images', `No picture of ${info.name} can be read: ${pictures[0]?.message}`);
  }
  const validation = info.validation && withoutImages(info.validation, indices.validation);
  return {
    ...info,
    training,
    validation: validation?.samples ? validation : null,
    warnings: [...info.warnings, warning],
    skipped: pictures,
  };
}

function withoutImages(part: PartInfo, broken: readonly number[]): PartInfo {
  const left = new Set(broken);
  const stays = (_: unknown, index: number): boolean => !left.has(index);
  const filenames = part.filenames.filter(stays);
  return { ...part, filenames, labels: part.labels.filter(stays), samples: filenames.length };
}
