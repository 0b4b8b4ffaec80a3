import { Option } from '@commander-js/extra-typings';
import { A_CLOCK_TIME, clockTime } from '../../../times.ts';

export const AT = new Option('--at <time>', `when: ${A_CLOCK_TIME}`).argParser(clockTime);
export const REPEAT = new Option(
  '--repeat <rule>',
  'again and again, by a cron expression such as "0 9 * * 1"',
);
export const TIME_ZONE = new Option(
  '--time-zone <name>',
  "whose clocks count, such as Europe/Berlin (default: this machine's)",
);
