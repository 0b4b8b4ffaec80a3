import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stageSettings } from '../../../local/template/settings.ts';
import { copyOfProject } from '../../infra/project.ts';

let copy: Awaited<ReturnType<typeof copyOfProject>>;
beforeAll(async () => {
  copy = await copyOfProject();
  await appendFile(
    join(copy.project, 'infra/settings.yml'),
    '\nshop:\n  <<: *defaults\n  crawlers: { categories: { ai-training: false }, names: { FooBot: true } }\n',
  );
});
afterAll(() => copy.remove());

test('a stage has its own settings, and of the rest the defaults', () => {
  const settings = stageSettings(copy.project, 'shop');
  expect(settings.crawlers).toEqual({ categories: { 'ai-training': false }, names: { FooBot: true } });
  expect(settings).toMatchObject({ pageParameters: ['page'], viewerRequest: 'lambda' });
});

test.each([
  ['nope', '--stage nope: infra/settings.yml has no block of that name.'],
  ['a b', /^--stage a b: .*Invalid stage name[^\n]*$/],
])('of the stage %j it says what is wrong', (stage, sentence) => {
  expect(() => stageSettings(copy.project, stage)).toThrow(sentence);
});

test('of a file that is no YAML it has the packager’s words, in one line', async () => {
  await appendFile(join(copy.project, 'infra/settings.yml'), '\n}{\n');
  expect(() => stageSettings(copy.project, 'shop')).toThrow(/^--stage shop: [^\n]*settings\.yml[^\n]*$/);
});
