import { z } from 'zod';

/** What may stand in a suffix path: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html#partitioning */
export const suffixPath = z
  .string()
  .max(256)
  .refine(
    path => !/[{}]/.test(path.replace(/\{(DistributionId|distributionid|yyyy|MM|dd|HH)\}/g, '')),
    'names what no path of a log has',
  );

/** The hour that a file is of, and that its key tells: `2026-11-30-05`. */
export const hourOf = (time: number) => new Date(time).toISOString().slice(0, 13).replace('T', '-');

/**
 * The key of a log file.
 * @param hour as `hourOf` gives it
 * @param unique tells it from the others of its hour
 */
export function logKey(
  { prefix, suffix, distributionId }: { prefix: string; suffix: string; distributionId: string },
  hour: string,
  unique: string,
): string {
  const [yyyy = '', MM = '', dd = '', HH = ''] = hour.split('-');
  const values: Record<string, string> = { distributionid: distributionId, yyyy, mm: MM, dd, hh: HH };
  const folder = suffix.replace(/\{(\w+)\}/g, (_, name: string) => values[name.toLowerCase()] ?? '');
  const place = [prefix, folder].join('/').split('/').filter(Boolean).join('/');
  return `${place}/${distributionId}.${hour}.${unique}.gz`;
}
