import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { systemRandom as random } from '../../../core/ids.ts';
import { Stack } from '../../../local/template/stack.ts';

const dataDirectory = mkdtempSync(join(tmpdir(), 'signpost-stack-'));
afterAll(() => rmSync(dataDirectory, { recursive: true }));

/** What a parameter of the template is as an output. */
function outputOf(value: string): string | undefined {
  const template = { Resources: {}, Outputs: { Value: { Value: value } } };
  const options = { parameters: {}, endpoint: 'http://127.0.0.1:1', hosts: {}, dataDirectory, random };
  return new Stack({ template, ...options }).outputs.get('Value');
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
test.each([
  ['name', 'signpost/webhook'],
  ['name with all that names may have', 'A-z_0/9+=.@x'],
  ['ARN', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:signpost/webhook-AbCdEf'],
])('a secret of the account is made up once, and found again by its %s', (_, name) => {
  const reference = `{{resolve:secretsmanager:${name}:SecretString}}`;
  const value = outputOf(reference);
  expect(value).toMatch(/^\S{32}$/);
  expect(outputOf(reference)).toBe(value);
  expect(outputOf(reference.replace(name, `${name}2`))).not.toBe(value);
});

test('what is no secret’s name is refused by its reference', () => {
  expect(() => outputOf('{{resolve:secretsmanager:my secret:SecretString}}')).toThrow(
    '{{resolve:secretsmanager:my secret:SecretString}}: there is no such secret in the template.',
  );
});
