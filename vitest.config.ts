import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { softwareVulkan } from './scripts/software-vulkan.mjs';

const tfjs = resolve('node_modules/@tensorflow');
const OPERATIONS = 'src/engines/tfjs-core/*.test.ts';
/** Tests that take minutes: `npm run test:long`. */
const LONG = 'src/**/*.long.test.ts';
// The Vulkan loader reads these variables at process start, and the test processes inherit them.
Object.assign(process.env, softwareVulkan());
const shared = { globalSetup: ['scripts/build-wasm.mjs'], testTimeout: 60_000 };

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: [OPERATIONS, LONG],
        },
      },
      { test: { ...shared, name: 'long', include: [LONG] } },
      {
        // tfjs-core's own tests import its ES modules. The aliases make all imports use the same copy.
        resolve: {
          alias: [
            { find: /^@tensorflow\/(tfjs-[^/]+)$/, replacement: `${tfjs}/$1/dist/index.js` },
            {
              find: /^(\.\.\/)+jasmine_util$/,
              replacement: resolve('src/engines/tfjs-core/jasmine-util.testing.ts'),
            },
          ],
        },
        test: {
          ...shared,
          name: "tfjs-core's operations",
          include: [OPERATIONS],
          globals: true,
          server: { deps: { inline: [/@tensorflow/] } },
        },
      },
    ],
  },
});
