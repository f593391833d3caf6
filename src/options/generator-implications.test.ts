import { expect, it } from 'vitest';
import { implicationOn, withImplications } from './generator-implications';

it('whitening turns off the standard deviation and turns on the centring, as in Keras', () => {
  const given = { zcaWhitening: true, featurewiseStdNormalization: true };
  expect(withImplications(given)).toEqual({
    zcaWhitening: true,
    featurewiseStdNormalization: false,
    featurewiseCenter: true,
  });
  expect(implicationOn(given, 'featurewiseStdNormalization')).toMatchObject({
    by: 'zcaWhitening',
    to: false,
  });
  expect(implicationOn(given, 'featurewiseCenter')).toMatchObject({ by: 'zcaWhitening', to: true });
});

it('nothing is turned on that is on, or off that is off', () => {
  const given = { samplewiseStdNormalization: true, samplewiseCenter: true, zcaWhitening: true };
  expect(implicationOn(given, 'samplewiseCenter')).toBeNull();
  expect(implicationOn(given, 'featurewiseStdNormalization')).toBeNull();
  expect(implicationOn({}, 'featurewiseCenter')).toBeNull();
});
