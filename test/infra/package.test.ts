import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { packagedTemplate } from '../../local/template/package.ts';
import { changeSetting, copyOfProject } from './project.ts';

let copy: Awaited<ReturnType<typeof copyOfProject>>;
beforeEach(async () => {
  copy = await copyOfProject();
});
afterEach(() => copy.remove());

test('settings that are wrong stop the packager with a sentence', async () => {
  await changeSetting(copy.project, 'siteDomain', 'www.example.com');
  await expect(packagedTemplate(copy.project)).rejects.toThrow(
    'infra/settings.yml: certificateArn is empty, and www.example.com cannot be served without.',
  );
});
