import { describe, expect, it } from 'vitest';
import { parseImageDataGeneratorOptions } from './image-data-generator-options';
import { standardizingPlace } from './standardizing-place';

const placeOf = (options: object, takesBytes = true) =>
  standardizingPlace(parseImageDataGeneratorOptions(options), takesBytes);

describe('standardizingPlace', () => {
  it('is the engine for flips and rescaling, if the batch may be bytes', () => {
    const kept = { rescale: 1 / 255, horizontalFlip: true, verticalFlip: true, fillMode: 'wrap' };
    expect(placeOf(kept)).toBe('engine');
    expect(placeOf(kept, false)).toBe('worker');
  });

  it('is the main thread for a function, which no worker receives', () => {
    expect(placeOf({ rescale: 1 / 255, preprocessingFunction: (image: object) => image })).toBe(
      'main-thread',
    );
  });

  it.each([
    { rotationRange: 1 },
    { widthShiftRange: 0.1 },
    { heightShiftRange: [1] },
    { shearRange: 1 },
    { zoomRange: [1, 2] },
    { channelShiftRange: 1 },
    { brightnessRange: [1, 1] },
    { samplewiseCenter: true },
    { featurewiseStdNormalization: true },
    { zcaWhitening: true },
  ])('is a worker for %j', (options) => {
    expect(placeOf(options)).toBe('worker');
  });
});
