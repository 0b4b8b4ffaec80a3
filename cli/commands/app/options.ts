import { Option } from '@commander-js/extra-typings';
import { wholeNumber } from '../../values.ts';

/** Pages are rendered again within two weeks; who has a tab open for longer has to load it again. */
const KEEP_DAYS = 30;

export const APP_STAGE = new Option('--stage <name>', "the app of that stage's stack");
export const APP_BUCKET = new Option('--bucket <name>', 'or of the bucket itself');
export const KEEP = new Option(
  '--keep-days <n>',
  'how many days builds that are no longer live, and their files, stay; the one before stays anyway',
)
  .argParser(wholeNumber('keep-days', 0, 99_999))
  .default(KEEP_DAYS);
export const APP_JSON = new Option('--json', 'print what was done as JSON');
