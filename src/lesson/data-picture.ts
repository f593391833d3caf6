/** Pictures from a run's data set, for the labs. */
import type { DatasetInfo, TrainingSession } from '../index';
import type { ModelPicture } from '../internal';

/** Returns a random training picture of a class, and the name of its file. */
export async function randomPicture(
  session: TrainingSession,
  { training: { labels, filenames } }: DatasetInfo,
  label: number,
): Promise<{ image: ModelPicture; name: string }> {
  const own = Array.from(labels.keys()).filter((i) => labels[i] === label);
  const index = own[Math.floor(Math.random() * own.length)] as number;
  return { image: await session.modelPicture('training', index), name: filenames[index] as string };
}
