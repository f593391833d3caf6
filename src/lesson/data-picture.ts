/** Pictures from a run's data set, for the labs. */
import type { DatasetInfo, FloatImage, TrainingSession } from '../index';

/**
 * Returns a random training picture of a class, and the name of its file.
 *
 * @param channels The first 1 … 4 of red, green, blue, alpha.
 */
export async function randomPicture(
  session: TrainingSession,
  { training: { labels, filenames } }: DatasetInfo,
  label: number,
  channels: number,
): Promise<{ image: FloatImage; name: string }> {
  const own = Array.from(labels.keys()).filter((i) => labels[i] === label);
  const index = own[Math.floor(Math.random() * own.length)] as number;
  const { data, width, height } = await session.picture('training', index);
  const values = new Float32Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    values.set(data.subarray(i * 4, i * 4 + channels), i * channels);
  }
  return { image: { width, height, channels, data: values }, name: filenames[index] as string };
}
