import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'build', 'runs', 'fixtures', 'test-results', 'src/**/assembly'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeCheckedOnly],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Caught errors are of type unknown.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      // Functions in options are written as methods. They do not use `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // Matchers such as expect.stringContaining are of type any.
  { files: ['**/*.test.ts', 'e2e/**'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-var': 'error',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        WebAssembly: 'readonly',
      },
    },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'fc', property: 'assert', message: 'checkProperty names the seed and ends endless loops.' },
      ],
    },
  },
  // Types of packages bring Node's globals in.
  {
    files: ['src/**', 'workers/**', 'public/**'],
    ignores: ['src/headless/*', 'src/cli/**', '**/*.test.ts', '**/*.testing.ts', 'public/static-page.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'Buffer', 'require', 'module', '__dirname', '__filename'],
    },
  },
  // Functions that run in the page, and Node's Buffer.
  {
    files: ['scripts/keras/**'],
    languageOptions: {
      globals: {
        Buffer: 'readonly',
        CustomEvent: 'readonly',
        Event: 'readonly',
        File: 'readonly',
        btoa: 'readonly',
        document: 'readonly',
      },
    },
  },
  // A global can only be declared with var.
  { files: ['src/headless/runner-protocol.ts'], rules: { 'no-var': 'off' } },
  // Playwright reads a test's needs from its first argument, which has to be a pattern.
  { files: ['e2e/**'], rules: { 'no-empty-pattern': 'off' } },
);
