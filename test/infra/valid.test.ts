import { describe, expect, test } from '@jest/globals';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';
import { decided } from './decided.ts';
import { FORMS } from './forms.ts';
import { CONTAINER, packagedVariant } from './project.ts';
import { ANSWERED, errorsOf, TEMPLATE_VALUES, warningsOf, withDefaults } from './validator.ts';

// All in one file: to load the validator takes it longer than all of these templates.

describe.each(FORMS)(
  'AWS’s own validator finds nothing wrong with the template %s, nor anything that nobody has answered',
  (_, of) => {
    test.each(TEMPLATE_VALUES)(
      '%s',
      async (_, isFilled, values) => {
        expect(errorsOf(decided(withDefaults(await of(), values), isFilled))).toEqual([]);
      },
      300_000,
    );
  },
);

test('a warning that does not come any more has no answer any more', async () => {
  const templates = [await packagedTemplate('.'), (await packagedVariant(CONTAINER)).template];
  const warned = templates.flatMap(each =>
    [true, false].flatMap(isFilled => warningsOf(decided(each, isFilled))),
  );
  expect([...new Set(warned)].sort()).toEqual(Object.keys(ANSWERED));
});

test.each(FORMS)('each parameter and condition is used in the template %s', async (_, of) => {
  const { Parameters = {}, Conditions = {}, ...rest } = (await of()) as Template & { Conditions?: object };
  const used = JSON.stringify([rest, Conditions]);
  const isUsed = (name: string) =>
    [`{"Ref":"${name}"}`, `"Fn::If":["${name}"`, `"Condition":"${name}"`, `\${${name}}`].some(as =>
      used.includes(as),
    );
  expect([...Object.keys(Parameters), ...Object.keys(Conditions)].filter(name => !isUsed(name))).toEqual([]);
});
