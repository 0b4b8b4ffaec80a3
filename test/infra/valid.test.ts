import { describe, expect, test } from '@jest/globals';
import { decided } from './decided.ts';
import { FORMS } from './forms.ts';
import { errorsOf, TEMPLATE_VALUES, withDefaults } from './validator.ts';

// All in one file: to load the validator takes it longer than all of these templates.

describe.each(FORMS)('AWS’s own validator finds no error in the template %s', (_, of) => {
  test.each(TEMPLATE_VALUES)(
    '%s',
    async (_, isFilled, values) => {
      expect(errorsOf(decided(withDefaults(await of(), values), isFilled))).toEqual([]);
    },
    300_000,
  );
});
