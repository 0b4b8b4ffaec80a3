import { describe, expect, test } from '@jest/globals';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';
import { decided } from './decided.ts';
import { FORMS } from './forms.ts';
import { EVENTS, packagedVariant } from './project.ts';
import { RULES } from './rules/all.ts';
import { MISTAKES, MISTAKES_OF_EVENTS, type Mistake, VALIDATOR } from './rules/mistakes.ts';
import { Stack } from './rules/stack.ts';
import { errorsOf } from './validator.ts';

/** The rules that a template breaks, each with what breaks it. */
async function broken(template: Template, isFilled: boolean): Promise<Record<string, string[]>> {
  const stack = new Stack(template, isFilled);
  const found: [string, string[]][] = [];
  for (const rule of RULES) found.push([rule.name, await rule.broken(stack)]);
  return Object.fromEntries(found.filter(([, by]) => by.length > 0));
}

describe.each(FORMS)('the template %s keeps every rule', (_, of) => {
  test.each([
    ['without a domain', false],
    ['with domains, a certificate and all else that settings fill in', true],
  ])('%s', async (_, isFilled) => {
    expect(await broken(await of(), isFilled)).toEqual({});
  });
});

describe('what breaks a rule is found', () => {
  const templates = {
    base: () => packagedTemplate('.'),
    events: async () => (await packagedVariant(EVENTS)).template,
  };
  const rows = [
    ...MISTAKES.map(each => ({ ...each, of: templates.base })),
    ...MISTAKES_OF_EVENTS.map(each => ({ ...each, of: templates.events })),
  ];

  test.each(rows)('$what', async ({ make, found, of }: Mistake & { of: () => Promise<Template> }) => {
    const template = structuredClone(await of());
    make(template);
    if (found === VALIDATOR) expect(errorsOf(decided(template, false))).not.toEqual([]);
    else expect(Object.keys(await broken(template, false))).toContain(found);
  });

  test('each rule is one that a mistake breaks', () => {
    const names = new Set(rows.map(({ found }) => found));
    expect(RULES.filter(({ name }) => !names.has(name)).map(({ name }) => name)).toEqual([]);
  });
});
