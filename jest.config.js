import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/test/**/*.test.tsx'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.tsx?$': '<rootDir>/test/transform.js' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.serverless', '<rootDir>/.signpost'],
  // No test is about this: it only ends what hangs, on machines a tenth as fast as well.
  testTimeout: 120_000,
  // Four on two processors, where Jest would take one: about half of a file's time is waited for pages, in Chromiums and
  // programs of its own. (A share over 100 % is no share to Jest, but a number.)
  maxWorkers: 2 * availableParallelism(),
};
