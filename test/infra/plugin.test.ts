import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';

interface Service {
  custom: { settings: Record<string, unknown> };
  functions: Record<string, { reservedConcurrency?: number }>;
}
const Plugin: new (serverless: {
  service: Service;
  classes: { Error: ErrorConstructor };
}) => {
  reserveConcurrency(): void;
} = createRequire(import.meta.url)('../../infra/plugin.cjs');

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html: 0 would stop the function.
test.each<[setting: number, reserved: { reservedConcurrency?: number }]>([
  [0, {}],
  [40, { reservedConcurrency: 40 }],
])('with redirectConcurrency %i a link is followed by a function with %j', (setting, reserved) => {
  const redirect = { reservedConcurrency: setting };
  const service = { custom: { settings: {} }, functions: { redirect } };
  new Plugin({ service, classes: { Error } }).reserveConcurrency();
  expect(redirect).toEqual(reserved);
});
