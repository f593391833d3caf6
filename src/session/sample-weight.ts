/** The weights of the training images in the loss: those of their classes, or those that come with the data. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import type { ClassWeight } from '../options/class-weight';
import { unknownName } from '../options/unknown-name';
import type { PartInfo } from '../protocol/data-protocol';

/**
 * Returns the weight of each image, or null for 1 for all. Classes without a weight have 1, as in Keras.
 *
 * @param classes Names by index.
 * @throws {PupilaError} 'invalid-argument' for a class that is not in the data, or is named twice; also if the data have
 *   weights of their own.
 */
export function sampleWeightOf(
  { labels, sampleWeight = null }: Pick<PartInfo, 'labels' | 'sampleWeight'>,
  classes: readonly string[],
  classWeight: ClassWeight | null,
): Float32Array<ArrayBuffer> | null {
  if (!classWeight) return sampleWeight;
  if (sampleWeight)
    throw invalidArgument(
      message`\`classWeight\` and \`sample_weight\` of the data cannot be used together.`,
      {
        classWeight,
      },
    );
  const weights = new Map<number, number>();
  for (const [key, weight] of Object.entries(classWeight)) {
    const label = classOf(key, classes);
    if (weights.has(label))
      throw invalidArgument(message`\`classWeight\` must have each class once.`, { classWeight });
    weights.set(label, weight);
  }
  return Float32Array.from(labels, (label) => weights.get(label) ?? 1);
}

/** Returns the index of the class that a key names or numbers. */
function classOf(key: string, classes: readonly string[]): number {
  const named = classes.indexOf(key);
  const numbered = /^\d+$/.test(key) && Number(key) < classes.length ? Number(key) : -1;
  if (named >= 0 && numbered >= 0 && named !== numbered)
    throw invalidArgument(
      message`A number in \`classWeight\` that is the index of one class and the name of another is ambiguous. Name the other classes.`,
      { classWeight: key },
    );
  const label = Math.max(named, numbered);
  if (label < 0)
    throw unknownName(message`Unknown class in \`classWeight\`.`, classes, key, { classWeight: key });
  return label;
}
