import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/test/**/*.test.tsx'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.tsx?$': '<rootDir>/test/transform.js' },
  setupFiles: ['<rootDir>/test/quiet.ts'],
  testSequencer: '<rootDir>/test/sequencer.js',
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.serverless', '<rootDir>/.signpost'],
  // No test is about this: it only ends what hangs, on machines a tenth as fast as well.
  testTimeout: 120_000,
  // Three on two processors, where Jest would take one: much of the time is waited for pages. With four a page's worker may not
  // get to a processor before it is given up. (A share over 100 % is no share to Jest, but a number.)
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
};
