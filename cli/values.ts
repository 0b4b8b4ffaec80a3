import { Option } from '@commander-js/extra-typings';
import { UsageError } from './faults.ts';
import { isWeb } from './web-address.ts';

/** An option's value that is a whole number. Throws UsageError. */
export const wholeNumber =
  (name: string, least: number, most: number) =>
  (value: string): number => {
    if (/^\d{1,7}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    throw new UsageError(`--${name} ${value}: this must be a number from ${least} to ${most}`);
  };

/** An option's value that is a web address. Throws UsageError. */
export const webAddress =
  (name: string, example = 'http://localhost:4000') =>
  (value: string): string => {
    if (isWeb(value)) return value;
    throw new UsageError(`--${name} ${value}: this must be a URL such as ${example}`);
  };

/** An option's value that is the scheme and host of a web address. Throws UsageError. */
export const origin = (name: string, example?: string) => {
  const read = webAddress(name, example);
  return (value: string): string => new URL(read(value)).origin;
};

/** An option that may be given several times. */
export const repeated = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

export const STAGE = new Option('--stage <name>', 'the stage, as infra/settings.yml calls it, such as prod');
